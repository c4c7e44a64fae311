package io.vacate.api.migration;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import io.vacate.api.vm.VmId;

/** How a migration ended. */
public sealed interface MigrationOutcome {
    /** Returns the VM that was to move. */
    VmId vm();

    /** Returns what the migration cost until it ended. */
    MigrationStatistics statistics();

    /**
     * The VM is active at its destination (running, unless it was paused before or on the way; off, if its definition moved), and
     * nothing of it is left at its source.
     *
     * @param vm the VM
     * @param destination where it is now
     * @param statistics what it cost
     */
    record Completed(VmId vm, HostUri destination, MigrationStatistics statistics) implements MigrationOutcome {}

    /**
     * It was stopped on request.
     *
     * @param vm the VM
     * @param location where it is now: its source, as a rule
     * @param statistics what it cost until then
     */
    record Cancelled(VmId vm, VmLocation location, MigrationStatistics statistics) implements MigrationOutcome {}

    /**
     * It did not succeed.
     *
     * @param vm the VM
     * @param cause the first cause
     * @param location where the VM is now
     * @param statistics what it cost until then
     */
    record Failed(VmId vm, HypervisorException cause, VmLocation location, MigrationStatistics statistics)
            implements MigrationOutcome {}
}
