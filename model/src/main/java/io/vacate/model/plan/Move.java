package io.vacate.model.plan;

import io.vacate.api.vm.VmId;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.VmProfile;

/**
 * A VM that must go from one host to another.
 *
 * @param vm what moves, as its driver describes it
 * @param from name of the host where it runs
 * @param to name of another host
 * @param tuning how it is moved
 */
public record Move(VmProfile vm, String from, String to, Tuning tuning) {
    /**
     * Checks the move.
     *
     * @throws IllegalArgumentException if a host's name is blank or both are the same
     */
    public Move {
        Check.notBlank(from, "from");
        Check.notBlank(to, "to");
        if (from.equals(to)) {
            throw new IllegalArgumentException(
                    "from and to ('%s') of VM '%s' must be different hosts".formatted(from, vm.name()));
        }
    }

    /** Makes a plain pre-copy. */
    public Move(VmProfile vm, String from, String to) {
        this(vm, from, to, Tuning.PRE_COPY);
    }

    /** Returns the VM's identity, which is the move's too: a plan moves a VM once. */
    public VmId id() {
        return vm.id();
    }
}
