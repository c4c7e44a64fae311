package io.vacate.model.batch;

import io.vacate.model.internal.Check;
import java.time.Duration;
import java.util.Optional;

/**
 * When something may start and must have ended, counted from the start of the batch.
 *
 * @param notBefore earliest start, at least 0
 * @param deadline latest end, after {@code notBefore}; empty for none
 */
public record TimeWindow(Duration notBefore, Optional<Duration> deadline) {
    /** Any time. */
    public static final TimeWindow ALWAYS = new TimeWindow(Duration.ZERO, Optional.empty());

    /**
     * Checks the times.
     *
     * @throws IllegalArgumentException if one is negative, or the deadline is not after {@code notBefore}
     */
    public TimeWindow {
        Check.notNegative(notBefore, "notBefore");
        if (deadline.isPresent() && deadline.get().compareTo(notBefore) <= 0) {
            throw new IllegalArgumentException(
                    "deadline (%s) must be after notBefore (%s)".formatted(deadline.get(), notBefore));
        }
    }
}
