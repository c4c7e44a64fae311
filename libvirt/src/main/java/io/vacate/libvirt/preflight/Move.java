package io.vacate.libvirt.preflight;

import io.vacate.api.migration.MigrationRequest;
import io.vacate.libvirt.guest.BoundDevice;
import io.vacate.libvirt.guest.GuestFacts;
import io.vacate.libvirt.guest.GuestState;
import io.vacate.libvirt.guest.HypervisorAnswer;
import java.util.Optional;

/**
 * A migration that is thought of.
 *
 * @param guest the VM as it is
 * @param guestThere the VM as it would be at its destination
 * @param state what its host keeps about it
 * @param source where it is
 * @param destination where it would go
 * @param request how
 * @param peer the name under which the source would reach the destination; empty if it need not
 * @param answer what the source's hypervisor says itself
 */
public record Move(
        GuestFacts guest,
        GuestFacts guestThere,
        GuestState state,
        HostFacts source,
        HostFacts destination,
        MigrationRequest request,
        Optional<String> peer,
        HypervisorAnswer answer) {
    /** A migration of a VM as it is, of which its host keeps nothing more, and about which its hypervisor was not asked. */
    public Move(
            GuestFacts guest,
            HostFacts source,
            HostFacts destination,
            MigrationRequest request,
            Optional<String> peer) {
        this(guest, guest, GuestState.NONE, source, destination, request, peer, HypervisorAnswer.NONE);
    }

    /** Returns this with what the source's hypervisor says. */
    public Move with(HypervisorAnswer value) {
        return new Move(guest, guestThere, state, source, destination, request, peer, value);
    }

    /** Tells whether what is known of the VM explains that a hypervisor refuses it. */
    boolean explainsRefusal() {
        return state.snapshots() > 0
                || !state.busyDisks().isEmpty()
                || guest.bound().stream().anyMatch(BoundDevice::isHypervisorsToSay);
    }
}
