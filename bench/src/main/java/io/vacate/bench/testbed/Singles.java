package io.vacate.bench.testbed;

import io.vacate.bench.naive.Naive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Migrations of guests that moved alone, measured and predicted. */
final class Singles {
    private static final double PERCENT = 100;

    private final Knowledge asked;
    private final Knowledge measured;
    private final Scoreboard scores;

    Singles(Knowledge asked, Knowledge measured, Scoreboard scores) {
        this.asked = asked;
        this.measured = measured;
        this.scores = scores;
    }

    private record Compared(double seconds, double predicted) {}

    /** Prints the cases of a set, each as the mean of its runs, and scores each run. */
    void compare(String title, String set, List<MeasuredMigration> rows) {
        Map<String, List<Compared>> byCase = new TreeMap<>();
        for (MeasuredMigration row : rows) {
            if (row.set().equals(set) && row.completed() && !row.calibrates()) {
                double predicted = asked.seconds(row);
                byCase.computeIfAbsent(row.caseName(), name -> new ArrayList<>())
                        .add(new Compared(row.seconds(), predicted));
                String name = title + " " + set;
                scores.addModel(title, set, row.seconds(), predicted);
                scores.add(name + ", dirty curves as measured", row.seconds(), measured.seconds(row));
                for (Naive naive : Naive.values()) {
                    scores.add(name + ", " + naive.title(), row.seconds(), asked.seconds(row, naive));
                }
            }
        }
        if (byCase.isEmpty()) {
            return;
        }
        System.out.printf(Locale.ROOT, "%n%-60s %8s %9s %7s%n", title + " " + set, "seconds", "predicted", "error");
        byCase.forEach((name, runs) -> {
            double seconds = mean(runs.stream().map(Compared::seconds).toList());
            double predicted = mean(runs.stream().map(Compared::predicted).toList());
            System.out.printf(
                    Locale.ROOT,
                    "%-60s %8.2f %9.2f %6.1f%%%n",
                    name,
                    seconds,
                    predicted,
                    PERCENT * (predicted / seconds - 1));
        });
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
