package io.vacate.kit;

import io.vacate.api.host.HostUri;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;

/**
 * A VM of the kit as a test begins with it.
 *
 * @param id identity
 * @param name name
 * @param home the session to the host that has it
 * @param away the session to the other host
 */
record Guest(VmId id, String name, DriverSession home, DriverSession away) {
    VmState state() {
        return home.status(id).state();
    }

    HostUri source() {
        return home.uri();
    }

    HostUri destination() {
        return away.uri();
    }

    /** Tells whether a host lists the VM, in whatever state. */
    boolean isKnownTo(DriverSession host) {
        return host.vms().stream().anyMatch(summary -> summary.id().equals(id));
    }

    boolean isActiveOn(DriverSession host) {
        return host.vms().stream()
                .anyMatch(summary ->
                        summary.id().equals(id) && summary.status().state().isActive());
    }

    boolean runsOn(DriverSession host) {
        return host.vms().stream()
                .anyMatch(summary -> summary.id().equals(id) && summary.status().state() == VmState.RUNNING);
    }
}
