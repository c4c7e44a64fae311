package io.vacate.model.plan.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Check;
import java.time.Duration;

/**
 * What there is to copy of a VM, and how it changes meanwhile.
 *
 * @param used memory to copy, more than 0
 * @param hot what is rewritten again and again
 * @param hotPeriod how long that takes once, more than 0
 * @param cold rate at which the rest is rewritten
 */
public record CopyProfile(DataSize used, DataSize hot, Duration hotPeriod, DataRate cold) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is nothing to copy or the period is 0
     */
    public CopyProfile {
        if (used.isZero()) {
            throw new IllegalArgumentException("used (%s) must be positive".formatted(used));
        }
        Check.positive(hotPeriod, "hotPeriod");
    }
}
