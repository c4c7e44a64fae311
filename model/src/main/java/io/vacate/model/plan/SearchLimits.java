package io.vacate.model.plan;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * When a search ends at the latest. It ends sooner if its plan is as short as the bound, or when no further improvement is to
 * be expected. The first plan is always waited for.
 *
 * <p>Thread-safe if {@code spent} is.
 *
 * @param spent returns the share of the allowed time that has passed, from 0. It is asked between two attempts, in the thread
 *     that plans; from 1 on, the search ends with the best plan so far. Each phase of a search has its share of the time
 */
public record SearchLimits(DoubleSupplier spent) {
    /** No limit but the amount of work, so that the same batch always has the same plan. */
    public static final SearchLimits NONE = new SearchLimits(() -> 0);

    /**
     * Returns a limit of time.
     *
     * @param time how long to search at most, more than 0
     * @param nanoTime a monotonic clock in nanoseconds, such as {@link System#nanoTime()}; time counts from this call
     * @throws IllegalArgumentException if {@code time} is not positive
     */
    public static SearchLimits within(Duration time, LongSupplier nanoTime) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("time (%s) must be positive".formatted(time));
        }
        long began = nanoTime.getAsLong();
        double all = time.toNanos();
        return new SearchLimits(() -> (nanoTime.getAsLong() - began) / all);
    }

    /** Returns these limits with a condition that ends the search as soon as it holds; asked in the thread that plans. */
    public SearchLimits until(BooleanSupplier stop) {
        return new SearchLimits(() -> stop.getAsBoolean() ? 1 : spent.getAsDouble());
    }

    /** Tells whether a share of the allowed time, from 0 to 1, has passed. */
    public boolean isOver(double share) {
        return spent.getAsDouble() >= share;
    }
}
