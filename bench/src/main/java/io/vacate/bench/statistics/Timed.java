package io.vacate.bench.statistics;

import io.vacate.bench.score.Median;
import java.util.ArrayList;
import java.util.List;

/**
 * The times of one way of doing something. Not thread-safe.
 *
 * @param name the way
 * @param millis each time in milliseconds
 */
public record Timed(String name, List<Double> millis) {
    /** Has no times yet. */
    public Timed(String name) {
        this(name, new ArrayList<>());
    }

    /** Something that may fail and is to be timed. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    /** Does {@code action} and adds the time that it took. */
    public void time(Action action) throws Exception {
        millis.add(millisOf(action));
    }

    /** Returns the milliseconds that {@code action} takes. */
    static double millisOf(Action action) throws Exception {
        long start = System.nanoTime();
        action.run();
        return (System.nanoTime() - start) / 1e6;
    }

    /** Returns the median in milliseconds. */
    public double median() {
        return Median.of(millis);
    }
}
