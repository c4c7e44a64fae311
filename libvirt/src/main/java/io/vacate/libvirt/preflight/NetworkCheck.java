package io.vacate.libvirt.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.guest.GuestNic;
import io.vacate.libvirt.host.Presence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * Whether the destination has the networks, bridges and interfaces that the VM is connected to. Where the VM names a network
 * of libvirt, that is asked for: it may have another bridge on each host.
 */
public final class NetworkCheck implements PreflightCheck {
    /** Makes the check; all are the same. */
    public NetworkCheck() {}

    @Override
    public List<Finding> findings(Move move) {
        List<Finding> found = new ArrayList<>();
        HostFacts destination = move.destination();
        for (GuestNic nic : new LinkedHashSet<>(move.guestThere().nics())) {
            if (!nic.network().isEmpty()) {
                network(nic.network(), destination, found);
            } else if (!nic.source().isEmpty() && nic.type().equals("bridge")) {
                device(nic.isOpenVswitch() ? "Open vSwitch bridge" : "bridge", nic.source(), destination, found);
            } else if (!nic.source().isEmpty() && nic.type().equals("direct")) {
                device("interface", nic.source(), destination, found);
            }
        }
        return found;
    }

    private static void network(String name, HostFacts destination, List<Finding> found) {
        Presence there = destination.network(name);
        if (there == Presence.INACTIVE) {
            found.add(PreflightCheck.blocker(
                    Check.NETWORK,
                    "network '%s' is not active on the destination %s: start it there (virsh net-start)"
                            .formatted(name, destination.name())));
        } else {
            found(there, "network", name, destination, found);
        }
    }

    /** One without a carrier, as a bridge has that no VM is connected to yet, works: it is no obstacle. */
    private static void device(String kind, String name, HostFacts destination, List<Finding> found) {
        found(destination.networkInterface(name), kind, name, destination, found);
    }

    private static void found(Presence there, String kind, String name, HostFacts destination, List<Finding> found) {
        if (there == Presence.ABSENT) {
            found.add(PreflightCheck.blocker(
                    Check.NETWORK, "the destination %s has no %s '%s'".formatted(destination.name(), kind, name)));
        } else if (there == Presence.UNKNOWN) {
            found.add(PreflightCheck.note(
                    Check.NETWORK,
                    "whether the destination %s has the %s '%s' cannot be told"
                            .formatted(destination.name(), kind, name)));
        }
    }
}
