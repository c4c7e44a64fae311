package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import java.util.Set;

/**
 * A VM to be migrated, and what must have ended before.
 *
 * @param vm the VM at its source
 * @param destination where it goes
 * @param request how
 * @param predecessors VMs whose moves must have ended first
 * @param memory memory that it takes at its destination, the hypervisor's own share included
 * @param sendBudget after so much data the migration counts as not converging
 */
public record VmMove(
        VM vm,
        Host destination,
        MigrationRequest request,
        Set<VmId> predecessors,
        DataSize memory,
        DataSize sendBudget) {
    /** Copies the set. */
    public VmMove {
        predecessors = Set.copyOf(predecessors);
    }

    /** Returns the VM's identity, by which {@link #predecessors()} name moves. */
    public VmId id() {
        return vm.id();
    }

    /** Returns where the VM comes from. */
    public Host source() {
        return vm.host();
    }
}
