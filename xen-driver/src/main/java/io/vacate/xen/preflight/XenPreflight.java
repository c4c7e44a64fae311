package io.vacate.xen.preflight;

import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.preflight.AddressCheck;
import io.vacate.libvirt.preflight.CapabilityCheck;
import io.vacate.libvirt.preflight.DiskCheck;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.preflight.NetworkCheck;
import io.vacate.libvirt.preflight.PreflightCheck;
import java.util.List;

/** All checks, one after the other, whatever the others find. */
public final class XenPreflight {
    private static final List<PreflightCheck> CHECKS = List.of(
            new CapabilityCheck(),
            new VersionCheck(),
            new CpuCheck(),
            new DiskCheck(),
            new NetworkCheck(),
            new DeviceCheck(),
            new AddressCheck("give it a host name that the source can reach"));

    private XenPreflight() {}

    /** Returns all that is found. */
    public static List<Finding> findings(Move move) {
        return CHECKS.stream().flatMap(check -> check.findings(move).stream()).toList();
    }
}
