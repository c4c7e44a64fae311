package io.vacate.model.plan;

import io.vacate.api.vm.VmId;

/**
 * One VM's move must have ended before another's starts.
 *
 * @param before the VM that moves first
 * @param after the VM that waits
 */
public record Precedence(VmId before, VmId after) {}
