package io.vacate.kvm.preflight;

import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.preflight.AddressCheck;
import io.vacate.libvirt.preflight.CapabilityCheck;
import io.vacate.libvirt.preflight.DeviceCheck;
import io.vacate.libvirt.preflight.DiskCheck;
import io.vacate.libvirt.preflight.HypervisorCheck;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.preflight.NetworkCheck;
import io.vacate.libvirt.preflight.PlacementCheck;
import io.vacate.libvirt.preflight.PreflightCheck;
import io.vacate.libvirt.preflight.SnapshotCheck;
import java.util.List;

/** All checks, one after the other, whatever the others find. */
public final class KvmPreflight {
    private static final List<PreflightCheck> CHECKS = List.of(
            new CapabilityCheck(),
            new RequestCheck(),
            new VersionCheck(),
            new CpuCheck(),
            new DiskCheck(),
            new NetworkCheck(),
            new DeviceCheck(),
            new PlacementCheck(),
            new SnapshotCheck(),
            new HypervisorCheck(),
            new AddressCheck("set migration_host in its qemu.conf"));

    private KvmPreflight() {}

    /** Returns all that is found. */
    public static List<Finding> findings(Move move) {
        return CHECKS.stream().flatMap(check -> check.findings(move).stream()).toList();
    }
}
