package io.vacate.libvirt.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.host.Presence;
import io.vacate.libvirt.preflight.GuestFacts.GuestNic;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Whether the destination has the networks, bridges and interfaces that the VM is connected to. */
public final class NetworkCheck implements PreflightCheck {
    /** Makes the check; all are the same. */
    public NetworkCheck() {}

    @Override
    public List<Finding> findings(Move move) {
        List<Finding> found = new ArrayList<>();
        HostFacts destination = move.destination();
        for (GuestNic nic : new LinkedHashSet<>(move.guestThere().nics())) {
            if (nic.source().isEmpty()) {
                continue;
            }
            switch (nic.type()) {
                case "network" -> add("network", nic, destination.network(nic.source()), destination, found);
                case "bridge" -> add("bridge", nic, destination.networkInterface(nic.source()), destination, found);
                case "direct" -> add("interface", nic, destination.networkInterface(nic.source()), destination, found);
                default -> {
                    // The others need nothing that has a name on the host.
                }
            }
        }
        return found;
    }

    private static void add(String kind, GuestNic nic, Presence there, HostFacts destination, List<Finding> found) {
        switch (there) {
            case ABSENT ->
                found.add(PreflightCheck.blocker(
                        Check.NETWORK,
                        "the destination %s has no %s '%s'".formatted(destination.name(), kind, nic.source())));
            case INACTIVE ->
                found.add(PreflightCheck.blocker(
                        Check.NETWORK,
                        "%s '%s' is not active on the destination %s: start it there"
                                .formatted(kind, nic.source(), destination.name())));
            case UNKNOWN ->
                found.add(PreflightCheck.note(
                        Check.NETWORK,
                        "whether the destination %s has the %s '%s' cannot be told"
                                .formatted(destination.name(), kind, nic.source())));
            case ACTIVE -> {
                // Nothing to tell.
            }
        }
    }
}
