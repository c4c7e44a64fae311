package io.vacate.bench.statistics;

import java.util.Arrays;

/** The times of one way of asking, in milliseconds. */
record Timed(String name, double[] millis) {
    /** Something that may fail and is to be timed. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Returns the milliseconds that {@code action} takes. */
    static double millisOf(Action action) throws Exception {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1e6;
    }

    double median() {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
