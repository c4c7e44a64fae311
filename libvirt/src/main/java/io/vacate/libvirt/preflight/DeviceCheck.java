package io.vacate.libvirt.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.libvirt.guest.BoundDevice;
import io.vacate.libvirt.guest.FixedPort;
import io.vacate.libvirt.guest.HostPath;
import io.vacate.libvirt.guest.HostResource;
import io.vacate.libvirt.host.Presence;
import java.util.ArrayList;
import java.util.List;

/** What of its host, of its file system and of its libvirt a VM needs at its destination as well. */
public final class DeviceCheck implements PreflightCheck {
    /** Makes the check; all are the same. */
    public DeviceCheck() {}

    @Override
    public List<Finding> findings(Move move) {
        List<Finding> found = new ArrayList<>();
        move.guestThere().bound().forEach(device -> found.add(finding(device, move)));
        move.guestThere().paths().forEach(path -> path(path, move, found));
        move.guestThere().ports().forEach(port -> found.add(port(port, move)));
        move.guestThere().resources().forEach(resource -> resource(resource, move, found));
        return found;
    }

    /** What the hypervisor could refuse and does not is worth a note still. */
    private static Finding finding(BoundDevice device, Move move) {
        boolean isAllowed = device.isHypervisorsToSay() && move.answer().allows();
        return new Finding(isAllowed ? Severity.NOTE : device.severity(), device.check(), device.message());
    }

    private static void path(HostPath needed, Move move, List<Finding> found) {
        HostFacts destination = move.destination();
        Presence there = needed.isDirectory() ? destination.directory(needed.path()) : destination.file(needed.path());
        if (there == Presence.ACTIVE
                || needed.instead()
                        .filter(path -> destination.file(path) == Presence.ACTIVE)
                        .isPresent()) {
            return;
        }
        found.add(
                there == Presence.ABSENT
                        ? PreflightCheck.blocker(
                                Check.DEVICE,
                                "its %s '%s' is not on the destination %s: %s"
                                        .formatted(
                                                needed.what(),
                                                needed.path(),
                                                destination.name(),
                                                needed.isDirectory() ? "make it there" : "put it there"))
                        : PreflightCheck.note(
                                Check.DEVICE,
                                "whether its %s '%s' is on the destination %s cannot be told"
                                        .formatted(needed.what(), needed.path(), destination.name())));
    }

    private static Finding port(FixedPort port, Move move) {
        HostFacts destination = move.destination();
        return destination
                .holder(port)
                .map(holder -> PreflightCheck.blocker(
                        Check.DEVICE,
                        "its %s has the fixed %s %d, which VM '%s' has on the destination %s"
                                .formatted(port.use(), port.kind(), port.number(), holder, destination.name())))
                .orElseGet(() -> PreflightCheck.note(
                        Check.DEVICE,
                        "its %s has the fixed %s %d, which must be free on the destination %s"
                                .formatted(port.use(), port.kind(), port.number(), destination.name())));
    }

    private static void resource(HostResource resource, Move move, List<Finding> found) {
        String destination = move.destination().name();
        String what = "%s '%s'".formatted(resource.kind().words(), resource.name());
        switch (move.destination().resource(resource)) {
            case ABSENT ->
                found.add(PreflightCheck.blocker(
                        Check.DEVICE,
                        "the destination %s has no %s, which the VM refers to: define it there"
                                .formatted(destination, what)));
            case INACTIVE ->
                found.add(PreflightCheck.blocker(
                        Check.DEVICE,
                        "the %s, which the VM refers to, is not active on the destination %s: start it there"
                                .formatted(what, destination)));
            case UNKNOWN ->
                found.add(PreflightCheck.note(
                        Check.DEVICE,
                        "whether the destination %s has the %s, which the VM refers to, cannot be told"
                                .formatted(destination, what)));
            case ACTIVE -> {
                // Nothing to tell.
            }
        }
    }
}
