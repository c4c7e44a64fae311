package io.vacate.bench.testbed;

import io.vacate.bench.score.Median;
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
            double one = Median.of(sequential);
            double other = Median.of(parallel);
            return Math.max(one, other) > MATTERS * Math.min(one, other);
        }

        boolean isForetold() {
            return Median.of(sequential) < Median.of(parallel)
                    == Median.of(sequentialPredicted) < Median.of(parallelPredicted);
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
                Median.of(pair.sequential),
                Median.of(pair.sequentialPredicted),
                Median.of(pair.parallel),
                Median.of(pair.parallelPredicted),
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
}
