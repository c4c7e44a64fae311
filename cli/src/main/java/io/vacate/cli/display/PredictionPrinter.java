package io.vacate.cli.display;

import io.vacate.model.estimate.Convergence;
import io.vacate.model.estimate.Estimate;
import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.WayOut;
import io.vacate.model.profile.VmProfile;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Says what is predicted of VMs, modes and groups. */
public final class PredictionPrinter {
    private final PrintStream out;
    private final Style style;

    /** Makes a printer that writes to {@code out}. */
    public PredictionPrinter(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    /** Says all that is known of one migration. */
    public void details(String from, String to, VmProfile vm, MigrationEstimate estimate) {
        title("VM '%s' from %s to %s".formatted(vm.name(), from, to));
        Table table = new Table("  ");
        table.row("time", times(estimate.totalTime()) + "; 9 in 10 " + interval(estimate.totalTime()));
        table.row("downtime", times(estimate.downtime()));
        table.row(
                "data",
                "%s (p90 %s) in %s"
                        .formatted(
                                estimate.bytes().p50(),
                                estimate.bytes().p90(),
                                Texts.count(estimate.iterations(), "round")));
        table.row("memory", "%s used of %s".formatted(vm.usedMemory(), vm.memory()));
        table.row("converges", estimate.convergence().converges() ? "yes" : "no");
        table.row("because", estimate.explain());
        table.print(out, style, false);
        waysOut(estimate.convergence());
    }

    /** Says what is below, in bold. */
    public void title(String text) {
        out.println(style.bold(text));
    }

    private void waysOut(Convergence convergence) {
        if (convergence instanceof Convergence.DoesNotConverge verdict) {
            out.println("  ways out");
            Table table = new Table("    ").row("force the switch-over", wayOut(verdict.forced()));
            verdict.throttled().ifPresent(way -> table.row("slow the guest down", wayOut(way)));
            table.row("stop and copy", wayOut(verdict.stopAndCopy()))
                    .row("post-copy", wayOut(verdict.postCopy()) + "; a fault meanwhile can lose the VM")
                    .print(out, style, false);
        }
    }

    private static String wayOut(WayOut way) {
        return "%s in all, paused for %s".formatted(Texts.time(way.totalTime()), Texts.time(way.downtime()));
    }

    /** Compares the modes of one VM. */
    public void modes(List<Prediction> predictions) {
        table("mode", predictions, Prediction::mode);
    }

    /** Compares VMs, each alone on its way. */
    public void vms(List<Prediction> predictions) {
        table("VM", predictions, prediction -> prediction.vm().name());
    }

    private void table(String what, List<Prediction> predictions, Function<Prediction, String> name) {
        Table table = new Table("  ").row(what, "time", "9 in 10", "downtime", "data", "verdict", "because");
        for (Prediction prediction : predictions) {
            MigrationEstimate estimate = prediction.estimate();
            table.row(
                    name.apply(prediction),
                    Texts.time(estimate.totalTime().p50()),
                    interval(estimate.totalTime()),
                    Texts.time(estimate.downtime().p50()),
                    estimate.bytes().p50().toString(),
                    prediction.obstacle().isEmpty() ? verdict(prediction.mode(), estimate) : prediction.obstacle(),
                    estimate.explain());
        }
        table.print(out, style, true);
    }

    private static String verdict(String mode, MigrationEstimate estimate) {
        if (!estimate.convergence().converges()) {
            return "does not converge";
        }
        if (mode.startsWith("post-copy")) {
            return "a fault can lose it";
        }
        return mode.equals("pre-copy") ? "converges" : "stands still";
    }

    /** Says how long a group takes together, and when each VM has arrived. */
    public void group(GroupPrediction prediction) {
        GroupEstimate group = prediction.estimate();
        title("%s, %s, %s: %s; 9 in 10 %s; %s in pauses altogether"
                .formatted(
                        Texts.count(prediction.vms().size(), "VM"),
                        prediction.mode(),
                        prediction.order(),
                        times(group.aggregateTime()),
                        interval(group.aggregateTime()),
                        Texts.time(group.totalDowntime())));
        Table table = new Table("  ").row("VM", "start", "arrives after", "downtime", "data", "verdict", "because");
        for (int i = 0; i < prediction.vms().size(); i++) {
            GroupEstimate.Member member = group.members().get(i);
            table.row(
                    prediction.vms().get(i).name(),
                    Texts.time(member.start()),
                    Texts.time(member.latency()),
                    Texts.time(member.estimate().downtime().p50()),
                    member.estimate().bytes().p50().toString(),
                    verdict(prediction.mode(), member.estimate()),
                    member.estimate().explain());
        }
        table.print(out, style, true);
    }

    /** Says what had to be assumed. */
    public void assumptions(List<String> assumptions) {
        assumptions.forEach(assumption -> out.println(style.dim("assumed: " + assumption)));
    }

    static String times(Estimate<Duration> estimate) {
        return "%s (p90 %s)".formatted(Texts.time(estimate.p50()), Texts.time(estimate.p90()));
    }

    static String interval(Estimate<Duration> estimate) {
        return "%s to %s".formatted(Texts.time(estimate.p05()), Texts.time(estimate.p95()));
    }
}
