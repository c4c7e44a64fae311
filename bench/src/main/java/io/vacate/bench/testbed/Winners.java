package io.vacate.bench.testbed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether guests move sooner one by one or all at once: as measured, by medians, and as predicted. For one thread. */
final class Winners {
    /** Strategies that differ by less are as good as each other. */
    private static final double MATTERS = 1.10;

    private final Map<String, Pair> pairs = new LinkedHashMap<>();

    /** Both strategies for the same guests; what does not converge takes infinitely long. */
    private static final class Pair {
        private final List<Double> sequential = new ArrayList<>();
        private final List<Double> parallel = new ArrayList<>();
        private final List<Double> sequentialPredicted = new ArrayList<>();
        private final List<Double> parallelPredicted = new ArrayList<>();

        boolean differ() {
            double one = median(sequential);
            double other = median(parallel);
            return Math.max(one, other) > MATTERS * Math.min(one, other);
        }

        boolean isForetold() {
            return median(sequential) < median(parallel) == median(sequentialPredicted) < median(parallelPredicted);
        }
    }

    void add(String guests, boolean isSequential, double actual, double predicted) {
        Pair pair = pairs.computeIfAbsent(guests, added -> new Pair());
        (isSequential ? pair.sequential : pair.parallel).add(actual);
        (isSequential ? pair.sequentialPredicted : pair.parallelPredicted).add(predicted);
    }

    /** Returns for how many groups of guests one strategy was better by what matters. */
    int differing() {
        return (int) pairs.values().stream().filter(Pair::differ).count();
    }

    /** Returns for how many of these the prediction names the better one. */
    int foretold() {
        return (int) pairs.values().stream()
                .filter(Pair::differ)
                .filter(Pair::isForetold)
                .count();
    }

    void print() {
        System.out.printf(
                "%n%-40s %10s %10s %10s %10s%n", "medians, seconds", "one by one", "predicted", "at once", "predicted");
        pairs.forEach((guests, pair) -> System.out.printf(
                Locale.ROOT,
                "%-40s %10.1f %10.1f %10.1f %10.1f  %s%n",
                guests,
                median(pair.sequential),
                median(pair.sequentialPredicted),
                median(pair.parallel),
                median(pair.parallelPredicted),
                verdict(pair)));
        System.out.printf(
                "the better one is foretold for %d of %d that differ by more than 10 %%%n", foretold(), differing());
    }

    private static String verdict(Pair pair) {
        if (!pair.differ()) {
            return "as good as each other";
        }
        return pair.isForetold() ? "right" : "WRONG";
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
