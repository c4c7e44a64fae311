package io.vacate.libvirt.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import java.util.List;

/** Devices that are a part of the host. Whether each can move is libvirt's to say, before anything is changed. */
public final class DeviceCheck implements PreflightCheck {
    /** Makes the check; all are the same. */
    public DeviceCheck() {}

    @Override
    public List<Finding> findings(Move move) {
        return move.guestThere().bound().stream()
                .map(device -> PreflightCheck.note(
                        Check.DEVICE,
                        "it has %s; the destination %s needs the like"
                                .formatted(device, move.destination().name())))
                .toList();
    }
}
