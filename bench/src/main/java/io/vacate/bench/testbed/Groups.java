package io.vacate.bench.testbed;

import io.vacate.bench.naive.Naive;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.simulation.SimulationResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Aggregate times of guests that moved together, measured and predicted; and which strategy wins. */
final class Groups {
    private static final double PERCENT = 100;

    private final Knowledge asked;
    private final Knowledge measured;
    private final Scoreboard scores;
    private final Winners winners = new Winners();

    Groups(Knowledge asked, Knowledge measured, Scoreboard scores) {
        this.asked = asked;
        this.measured = measured;
        this.scores = scores;
    }

    /** Prints and scores each run, then the winners. */
    Winners compare(String title, List<MeasuredMigration> rows) {
        Map<String, List<MeasuredMigration>> groups = new LinkedHashMap<>();
        for (MeasuredMigration row : rows) {
            if (row.set().equals("group")) {
                groups.computeIfAbsent(row.group(), name -> new ArrayList<>()).add(row);
            }
        }
        if (!groups.isEmpty()) {
            System.out.printf(Locale.ROOT, "%n%-60s %8s %9s %7s%n", title + " group", "seconds", "predicted", "error");
            groups.forEach((name, group) -> compare(title, name, group));
            winners.print();
        }
        return winners;
    }

    private void compare(String title, String name, List<MeasuredMigration> group) {
        double actual = group.stream().mapToDouble(MeasuredMigration::end).max().orElse(0);
        boolean sequential = group.get(0).strategy().equals("sequential");
        StartOrder order = sequential ? StartOrder.sequential() : StartOrder.parallel();
        SimulationResult predicted = asked.simulate(group, order);
        boolean completed = group.stream().allMatch(MeasuredMigration::completed);
        int forced = predicted.forcedCount();
        if (completed) {
            score(title, group, actual, predicted.makespanSeconds(), order);
        }
        winners.add(
                group.get(0).guests(),
                sequential,
                completed ? actual : Double.POSITIVE_INFINITY,
                forced == 0 ? predicted.makespanSeconds() : Double.POSITIVE_INFINITY);
        System.out.printf(
                Locale.ROOT,
                "%-60s %8.1f %9.1f %6.1f%%%s%s%n",
                name,
                actual,
                predicted.makespanSeconds(),
                PERCENT * (predicted.makespanSeconds() / actual - 1),
                completed ? "" : "  did not converge",
                forced == 0 ? "" : "  (%d foretold)".formatted(forced));
    }

    private void score(String title, List<MeasuredMigration> group, double actual, double predicted, StartOrder order) {
        String what = title + " group";
        scores.addModel(title, "group", actual, predicted);
        scores.add(
                what + ", dirty curves as measured",
                actual,
                measured.simulate(group, order).makespanSeconds());
        for (Naive naive : Naive.values()) {
            double sum =
                    group.stream().mapToDouble(row -> asked.seconds(row, naive)).sum();
            scores.add(what + ", " + naive.title(), actual, sum);
        }
    }
}
