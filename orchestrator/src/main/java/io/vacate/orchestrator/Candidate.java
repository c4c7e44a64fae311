package io.vacate.orchestrator;

import io.vacate.api.VM;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;

/**
 * A VM that is to move.
 *
 * @param vm the VM
 * @param stats its statistics
 * @param config its configuration
 * @param name how a plan calls it: its name, with the start of its UUID where another that moves has the same
 */
record Candidate(VM vm, VmStats stats, VmConfig config, String name) {
    VmId id() {
        return vm.id();
    }

    /** Returns the memory that it takes at its destination, the hypervisor's own share included. */
    DataSize memory() {
        return vm.host().memoryNeeded(config);
    }
}
