package io.vacate.libvirt.suspend;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.vm.VmDefinitions;
import java.util.Optional;

/**
 * How a hypervisor's libvirt driver saves and restores VMs, where the drivers differ. As it is here, a driver keeps to libvirt's
 * common rules. Implementations have no state; methods that take a host ask it, and throw what a session's methods throw.
 */
public interface SavedStates {
    /** A driver that keeps to libvirt's common rules, as QEMU's does. */
    SavedStates COMMON = new SavedStates() {};

    /** Returns the {@code virDomainSaveRestoreFlags} for a VM that is to run when it is restored. */
    default int running() {
        return 1 << 1;
    }

    /** Returns the definition in a file with a whole saved state; empty if there is none, or it is not whole. */
    default Optional<String> definition(LibvirtHost host, String file) {
        try {
            return Optional.of(VmDefinitions.savedDefinition(host.connection(), file));
        } catch (OperationFailedException notWhole) {
            return Optional.empty();
        }
    }

    /** Tells whether a VM of that status is being saved by somebody; that may end with the VM off. */
    default boolean isBeingSaved(LibvirtHost host, VmId vm, VmStatus status) {
        return status.state() == VmState.PAUSED && status.reason() == StateReason.SAVED;
    }

    /** Tells whether a VM of that status was restored, and not resumed since. */
    default boolean isMerelyRestored(VmStatus status) {
        return status.state() == VmState.PAUSED
                && switch (status.reason()) {
                    case MIGRATION, STARTING, RESTORED -> true;
                    default -> false;
                };
    }
}
