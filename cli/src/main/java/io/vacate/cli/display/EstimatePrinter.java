package io.vacate.cli.display;

import io.vacate.api.migration.VmLocation;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.cli.terminal.WallClock;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Plan.Alternative;
import io.vacate.model.batch.Strategy;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.execute.PlanStep;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.StayingVm;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;

/** Says what would happen, before anything does. */
public final class EstimatePrinter {
    private final PrintStream out;
    private final Style style;

    /** Makes a printer that writes to {@code out}. */
    public EstimatePrinter(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    /** Says all that is known of each VM's migration. */
    public void details(PreparedEvacuation prepared) {
        PredictionPrinter printer = new PredictionPrinter(out, style);
        for (VmMove move : prepared.moves()) {
            Action.Migrate planned = move.planned();
            planned.prediction()
                    .ifPresent(estimate -> printer.details(planned.from(), planned.to(), move.profile(), estimate));
        }
        findings(prepared, Severity.NOTE);
        assumptions(prepared.assumptions());
    }

    /** Says in few lines how long the whole takes, and why in this order. */
    public void summary(PreparedEvacuation prepared) {
        Plan plan = prepared.plan();
        if (prepared.isEmpty()) {
            staying(prepared.staying());
            return;
        }
        out.println("%s: %s%s"
                .formatted(
                        style.bold("Estimate"), PredictionPrinter.times(plan.around(plan.makespan())), choice(plan)));
        out.println("%s to move, %s in pauses altogether"
                .formatted(Texts.count(prepared.vmCount(), "VM"), Texts.time(plan.totalDowntime())));
        for (Action.Migrate move : plan.migrations()) {
            move.prediction()
                    .filter(estimate -> !estimate.convergence().converges())
                    .ifPresent(
                            estimate -> out.println(style.warning("'%s' %s".formatted(move.vm(), estimate.explain()))));
        }
        prepared.request().by().ifPresent(by -> time(by, prepared));
        prepared.limits().forEach(limit -> out.println(style.dim(limit)));
        findings(prepared, Severity.RISK);
        staying(prepared.staying());
        assumptions(prepared.assumptions());
    }

    private void time(Instant by, PreparedEvacuation prepared) {
        Plan plan = prepared.plan();
        Instant latest = by.minus(plan.around(plan.makespan()).p90());
        prepared.lateness(WallClock.instant())
                .ifPresentOrElse(
                        late -> out.println(style.warning("too late for %s: expected to be done at %s; late would be %s"
                                .formatted(
                                        Texts.moment(by),
                                        Texts.moment(late.earliest()),
                                        String.join(", ", late.vms())))),
                        () -> out.println("to be done by %s, 9 times in 10: start at %s at the latest"
                                .formatted(Texts.moment(by), Texts.moment(latest))));
    }

    private void findings(PreparedEvacuation prepared, Severity least) {
        for (VmMove move : prepared.moves()) {
            prepared.findings(move.id()).findings().stream()
                    .filter(finding -> finding.severity().compareTo(least) <= 0)
                    .forEach(finding -> finding(move, finding));
        }
    }

    private void finding(VmMove move, Finding finding) {
        boolean refuses = finding.refuses(move.request().forced());
        String line = "'%s' %s (%s): %s"
                .formatted(
                        move.vm().name(),
                        refuses ? "will be refused" : Texts.words(finding.severity()),
                        finding.check().word(),
                        finding.message());
        out.println(refuses ? style.warning(line) : style.dim(line));
    }

    /** Says what moves when, and what other orders would take. */
    public void plan(PreparedEvacuation prepared) {
        Plan plan = prepared.plan();
        if (prepared.isEmpty()) {
            return;
        }
        Table table = new Table("  ").row("VM", "from", "to", "memory", "start", "end", "downtime", "after");
        for (PlanStep step : prepared.steps()) {
            if (!(step instanceof VmMove move)) {
                table.row(
                        step.id(),
                        "",
                        "",
                        "",
                        start(plan, step),
                        end(plan, step),
                        "-",
                        String.join(", ", after(plan, step.planned())));
                continue;
            }
            Action.Migrate planned = move.planned();
            table.row(
                    planned.vm(),
                    planned.from(),
                    planned.to(),
                    move.profile().memory().toString(),
                    start(plan, move),
                    end(plan, move),
                    planned.prediction()
                            .map(estimate -> Texts.time(estimate.downtime().p50()))
                            .orElse("-"),
                    String.join(", ", after(plan, planned)));
        }
        table.print(out, style, true);
        if (!plan.bound().time().isZero()) {
            out.println("  no plan can be faster than %s: %s"
                    .formatted(
                            Texts.time(plan.expected(plan.bound().time())),
                            plan.bound().reason()));
        }
    }

    private static String start(Plan plan, PlanStep step) {
        return Texts.time(plan.expected(step.planned().start()));
    }

    private static String end(Plan plan, PlanStep step) {
        return Texts.time(plan.expected(step.planned().end()));
    }

    /** Returns what an action waits for: VMs by their names, other actions by their ids. */
    private static List<String> after(Plan plan, Action action) {
        return plan.actions().stream()
                .filter(other -> action.predecessors().contains(other.id()))
                .map(other -> other instanceof Action.Migrate move ? move.vm() : other.id())
                .distinct()
                .toList();
    }

    /** Says which VMs stay, and why. */
    public void staying(List<StayingVm> staying) {
        for (StayingVm stay : staying) {
            String line = isThere(stay)
                    ? "'%s' stays on %s: %s".formatted(stay.name(), stay.host(), stay.reason())
                    : "'%s' is not moved: %s".formatted(stay.name(), stay.reason());
            out.println(stay.isLeftBehind() ? style.warning(line) : style.dim(line));
        }
    }

    private static boolean isThere(StayingVm stay) {
        return (stay.location() instanceof VmLocation.OnHost at && at.host().equals(stay.host()))
                || (stay.location() instanceof VmLocation.Suspended waits
                        && waits.host().equals(stay.host()));
    }

    private void assumptions(List<String> assumptions) {
        assumptions.forEach(assumption -> out.println(style.dim("assumed: " + assumption)));
        if (!assumptions.isEmpty()) {
            out.println(style.dim("give --link RATE if you know it; otherwise migrations teach it"));
        }
    }

    /** Names the strategy, and those that would be slower; a single move has no order. */
    private static String choice(Plan plan) {
        if (plan.migrations().size() < 2) {
            return "";
        }
        StringBuilder text = new StringBuilder(", " + words(plan.strategy(), plan.mostAtOnce()));
        String chosen = Texts.time(plan.expected(plan.makespan()));
        for (Alternative other : plan.alternatives()) {
            String time = Texts.time(plan.expected(other.makespan()));
            if (!time.equals(chosen)) {
                text.append("; %s would take %s".formatted(words(other.strategy(), other.mostAtOnce()), time));
            }
        }
        return text.toString();
    }

    private static String words(Strategy strategy, int mostAtOnce) {
        return switch (strategy) {
            case K_PARALLEL -> mostAtOnce + " at a time";
            case MIXED -> "up to " + mostAtOnce + " at a time";
            default -> Texts.words(strategy);
        };
    }
}
