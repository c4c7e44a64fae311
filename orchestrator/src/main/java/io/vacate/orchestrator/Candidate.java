package io.vacate.orchestrator;

import io.vacate.api.VM;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;

/**
 * A VM that is to move.
 *
 * @param vm the VM
 * @param stats its statistics
 * @param config its configuration
 */
record Candidate(VM vm, VmStats stats, VmConfig config) {
    VmId id() {
        return vm.id();
    }
}
