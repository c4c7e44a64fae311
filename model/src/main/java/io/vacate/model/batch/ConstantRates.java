package io.vacate.model.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.Tuning;
import java.time.Duration;
import java.util.Optional;

/**
 * A model of how long migrations take at a constant rate, for planning with another physics than the calibrated one.
 *
 * <p>Implementations must be pure functions: equal arguments have equal results, on any thread.
 */
public interface ConstantRates {
    /**
     * Returns how long a VM's migration takes.
     *
     * @param vm the VM
     * @param how one of its ways
     * @param rate constant rate of memory pages, more than 0
     * @return a multiple of {@link #resolution()}, more than 0; empty if the migration never ends at this rate or in this way
     */
    Optional<Duration> duration(BatchVm vm, Tuning how, DataRate rate);

    /**
     * Returns the step that all times of a plan are multiples of, more than 0; other durations, such as of booting, are
     * rounded up.
     */
    Duration resolution();
}
