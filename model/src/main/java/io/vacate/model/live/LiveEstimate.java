package io.vacate.model.live;

import io.vacate.model.internal.Check;
import java.time.Duration;

/**
 * What is expected of a running migration, as of one sample.
 *
 * @param elapsed time since the request, as the sample has it
 * @param remaining time until the end as the caller sees it: as likely to be exceeded as not. Where the verdict is
 *     {@link Verdict.DoesNotConverge}, until the switch-over is forced because the budget for sending is used up.
 * @param remainingP90 exceeded once in ten times; at least {@code remaining}
 * @param half the remaining time lies within in half of all cases
 * @param ninetyPercent the remaining time lies within in nine of ten cases
 * @param verdict whether pre-copy will end by itself
 */
public record LiveEstimate(
        Duration elapsed,
        Duration remaining,
        Duration remainingP90,
        TimeInterval half,
        TimeInterval ninetyPercent,
        Verdict verdict) {

    /** Returns the expected time from the request to the end: elapsed + remaining. */
    public Duration total() {
        return elapsed.plus(remaining);
    }

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
}
