package io.vacate.model.plan.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.Optional;

/** How long migrations take that get one constant rate. Must be a pure function: the same always, for any thread. */
public interface MigrationPhysics {
    /**
     * Returns how long a VM's migration takes.
     *
     * @param vm the VM
     * @param mode one of its modes
     * @param rate what it gets all the time, more than 0
     * @return a multiple of {@link #resolution()}, more than 0; empty if it never ends at this rate or there is no such mode
     */
    Optional<Duration> duration(BatchVm vm, ModeKind mode, DataRate rate);

    /** Returns the grid that all times of a plan lie on, more than 0. Booting and the like are rounded up to it. */
    Duration resolution();
}
