package io.vacate.model.live;

import io.vacate.model.internal.Check;
import java.time.Duration;

/**
 * The times from {@code low} to {@code high}, both included.
 *
 * @param low shortest, not negative
 * @param high longest, at least {@code low}
 */
public record TimeInterval(Duration low, Duration high) {
    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if {@code low} is negative or above {@code high}
     */
    public TimeInterval {
        Check.notNegative(low, "low");
        if (high.compareTo(low) < 0) {
            throw new IllegalArgumentException("high (%s) must not be below low (%s)".formatted(high, low));
        }
    }

    /** Tells whether {@code time} lies within. */
    public boolean contains(Duration time) {
        return time.compareTo(low) >= 0 && time.compareTo(high) <= 0;
    }
}
