package io.vacate.model.plan.search;

import io.vacate.model.batch.InfeasibleException;
import java.time.Duration;

/**
 * The grid that a plan's times lie on.
 *
 * @param tick its width, more than 0
 */
record Clockwork(Duration tick) {
    /** Beyond that, sums of times would not fit. */
    private static final long MOST = Integer.MAX_VALUE / 8;

    /** Returns a time in ticks, rounded up. */
    int up(Duration time) {
        return checked(time, ticks(time, tick.toNanos() - 1));
    }

    /** Returns a time in ticks, rounded down. */
    int down(Duration time) {
        return checked(time, ticks(time, 0));
    }

    private long ticks(Duration time, long more) {
        return Math.floorDiv(time.toNanos() + more, tick.toNanos());
    }

    private static int checked(Duration time, long ticks) {
        if (ticks > MOST) {
            throw new InfeasibleException("%s is longer than any plan can be (%d steps)".formatted(time, MOST));
        }
        return (int) ticks;
    }

    Duration time(int ticks) {
        return Duration.ofNanos(tick.toNanos() * ticks);
    }
}
