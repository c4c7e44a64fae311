package io.vacate.api.vm;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;

/**
 * One measurement of how fast a VM rewrites its memory: a point of its dirty curve.
 *
 * @param period how long was measured, more than 0
 * @param rate unique bytes rewritten within the period, divided by the period
 */
public record DirtyRateSample(Duration period, DataRate rate) {
    /**
     * Checks the period.
     *
     * @throws IllegalArgumentException if {@code period} is not positive
     */
    public DirtyRateSample {
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("period (%s) must be positive".formatted(period));
        }
    }

    /** Returns D(period): the unique bytes rewritten within the period. */
    public DataSize dirtied() {
        return DataSize.ofBytes((long) (rate.bytesPerSecond() * (period.toNanos() / 1e9)));
    }
}
