package io.vacate.api.migration;

import io.vacate.api.host.Capability;
import java.time.Duration;
import java.util.Optional;

/**
 * What happens when a migration shows no sign of progress: neither its state, nor its round, nor the bytes that it has
 * moved change.
 *
 * @param patience how long nothing may change, more than 0
 * @param action what is done then
 */
public record StallPolicy(Duration patience, Action action) {
    /**
     * Checks the patience.
     *
     * @throws IllegalArgumentException if {@code patience} is not positive
     */
    public StallPolicy {
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience (%s) must be positive".formatted(patience));
        }
    }

    /** What is done about a migration that has stalled. In each case the job's progress says so. */
    public enum Action {
        /** Nothing more: the caller decides. */
        REPORT,
        /** It is cancelled, and ends as failed. */
        CANCEL;

        /** Returns the capability that a session needs for this action. */
        public Optional<Capability> requiredCapability() {
            return this == CANCEL ? Optional.of(Capability.CANCEL) : Optional.empty();
        }
    }
}
