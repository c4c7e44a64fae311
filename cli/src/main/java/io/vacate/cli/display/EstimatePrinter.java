package io.vacate.cli.display;

import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.model.plan.Alternative;
import io.vacate.model.plan.Move;
import io.vacate.model.plan.Plan;
import io.vacate.model.plan.PlannedMove;
import io.vacate.model.plan.Strategy;
import io.vacate.orchestrator.PreparedEvacuation;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.StayingVm;
import java.io.PrintStream;
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
        for (PlannedMove planned : prepared.plan().moves()) {
            Move move = planned.move();
            printer.details(move.from(), move.to(), move.vm(), planned.estimate());
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
                .formatted(style.bold("Estimate"), PredictionPrinter.times(plan.aggregateTime()), choice(plan)));
        out.println("%s to move, %s in pauses altogether"
                .formatted(Texts.count(plan.moves().size(), "VM"), Texts.time(plan.totalDowntime())));
        for (PlannedMove move : plan.moves()) {
            if (!move.estimate().convergence().converges()) {
                out.println(style.warning("'%s' %s"
                        .formatted(move.move().vm().name(), move.estimate().explain())));
            }
        }
        prepared.limits().forEach(limit -> out.println(style.dim(limit)));
        findings(prepared, Severity.RISK);
        staying(prepared.staying());
        assumptions(prepared.assumptions());
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
        for (PlannedMove move : plan.moves()) {
            table.row(
                    move.move().vm().name(),
                    move.move().from(),
                    move.move().to(),
                    move.move().vm().memory().toString(),
                    Texts.time(move.predictedStart()),
                    Texts.time(move.predictedEnd()),
                    Texts.time(move.estimate().downtime().p50()),
                    String.join(", ", after(plan, move)));
        }
        table.print(out, style, true);
        out.println("  no plan can be faster than %s: %s"
                .formatted(
                        Texts.time(plan.lowerBound().time()), plan.lowerBound().reason()));
    }

    private static List<String> after(Plan plan, PlannedMove move) {
        return plan.moves().stream()
                .filter(other -> move.predecessors().contains(other.id()))
                .map(other -> other.move().vm().name())
                .toList();
    }

    /** Says which VMs stay, and why. */
    public void staying(List<StayingVm> staying) {
        for (StayingVm stay : staying) {
            String line = "'%s' stays on %s: %s".formatted(stay.name(), stay.host(), stay.reason());
            out.println(stay.isLeftBehind() ? style.warning(line) : style.dim(line));
        }
    }

    private void assumptions(List<String> assumptions) {
        assumptions.forEach(assumption -> out.println(style.dim("assumed: " + assumption)));
        if (!assumptions.isEmpty()) {
            out.println(style.dim("give --link RATE if you know it; otherwise migrations teach it"));
        }
    }

    /** Names the strategy, and those that would be slower; a single move has no order. */
    private static String choice(Plan plan) {
        if (plan.moves().size() < 2) {
            return "";
        }
        StringBuilder text = new StringBuilder(", " + words(plan.strategy(), plan.mostAtOnce()));
        String chosen = Texts.time(plan.aggregateTime().p50());
        for (Alternative other : plan.alternatives()) {
            String time = Texts.time(other.aggregateTime().p50());
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
