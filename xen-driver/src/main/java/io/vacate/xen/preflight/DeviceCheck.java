package io.vacate.xen.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.preflight.PreflightCheck;
import java.util.List;

/** Devices that are a part of the host: libvirt refuses to migrate a VM of libxl that has one. */
final class DeviceCheck implements PreflightCheck {
    @Override
    public List<Finding> findings(Move move) {
        return move.guestThere().bound().stream()
                .map(device -> PreflightCheck.blocker(
                        Check.DEVICE, "it has %s, and does not migrate with it; detach it first".formatted(device)))
                .toList();
    }
}
