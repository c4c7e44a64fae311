package io.vacate.bench.testbed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Mean absolute errors of predictors, in the order in which they first come. For one thread. */
final class Scoreboard {
    private static final double PERCENT = 100;

    private final Map<String, List<Double>> errors = new LinkedHashMap<>();

    /** Adds a prediction; one that says "never" counts as no prediction. */
    void add(String what, double actual, double predicted) {
        if (Double.isFinite(predicted)) {
            errors.computeIfAbsent(what, added -> new ArrayList<>()).add(Math.abs(predicted - actual) / actual);
        }
    }

    /** Returns the mean absolute errors as fractions. */
    Map<String, Double> means() {
        Map<String, Double> means = new LinkedHashMap<>();
        errors.forEach((what, all) -> means.put(what, mean(all)));
        return means;
    }

    void print() {
        System.out.printf("%n%-64s %8s %6s%n", "mean absolute error", "", "of");
        errors.forEach((what, all) ->
                System.out.printf(Locale.ROOT, "%-64s %6.1f %% %6d%n", what, PERCENT * mean(all), all.size()));
    }

    private static double mean(List<Double> all) {
        return all.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
