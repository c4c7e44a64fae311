package io.vacate.xen.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.preflight.PreflightCheck;
import java.util.List;

/** Xen promises live migration to the same version and the next one, and none backwards. */
final class VersionCheck implements PreflightCheck {
    @Override
    public List<Finding> findings(Move move) {
        LibvirtVersion from = move.source().hypervisor();
        LibvirtVersion to = move.destination().hypervisor();
        if (to.isAtLeast(from.major(), from.minor())) {
            return List.of();
        }
        return List.of(PreflightCheck.risk(
                Check.VERSION,
                "the destination %s has Xen %s, older than the source's %s: Xen promises migration to newer versions only"
                        .formatted(move.destination().name(), to, from)));
    }
}
