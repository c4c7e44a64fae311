package io.vacate.cli.display;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.Plan;
import io.vacate.model.plan.chart.GanttText;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Says the plan of a batch. */
public final class PlanPrinter {
    private static final int MOST_ACTIONS = 60;
    private static final double PERCENT = 100;

    private final PrintStream out;
    private final Style style;

    /** Makes a printer. */
    public PlanPrinter(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    /**
     * Prints a summary, and the actions as a chart.
     *
     * @param problem what was planned
     * @param plan the plan
     * @param took how long planning took
     * @param width columns
     */
    public void print(Batch problem, Plan plan, Duration took, int width) {
        out.println(style.bold("%s: %s move, in %s"
                .formatted(problem.name(), Texts.count(problem.moving().size(), "VM"), Texts.time(plan.makespan()))));
        out.println(gap(plan));
        plan.aggregateTime()
                .ifPresent(time ->
                        out.println("likely %s to %s".formatted(Texts.time(time.p05()), Texts.time(time.p95()))));
        plan.detours()
                .forEach((vm, host) -> out.println(
                        "VM '%s' goes by host '%s': VMs wait for each other's room in a circle".formatted(vm, host)));
        plan.suspensions()
                .forEach((vm, time) -> out.println(
                        "VM '%s' is suspended, and stands still for %s: VMs wait for each other's room in a circle"
                                .formatted(vm, Texts.time(time))));
        GanttText.lines(plan, width, MOST_ACTIONS).forEach(out::println);
        out.println(style.dim("planned in " + Texts.time(took)));
    }

    private static String gap(Plan plan) {
        if (plan.isProvenOptimal()) {
            return "no plan is shorter (%s)".formatted(plan.bound().reason());
        }
        double ratio = (double) plan.makespan().toNanos()
                / Math.max(1, plan.bound().time().toNanos());
        return String.format(
                Locale.ROOT,
                "no plan is shorter than %s (%s): this is at most %.1f %% longer than the best",
                Texts.time(plan.bound().time()),
                plan.bound().reason(),
                PERCENT * (ratio - 1));
    }
}
