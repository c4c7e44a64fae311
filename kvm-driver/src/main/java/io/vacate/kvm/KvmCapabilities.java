package io.vacate.kvm;

import io.vacate.api.host.Capability;
import io.vacate.libvirt.host.LibvirtVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a host can do, by the versions of its libvirt and its QEMU: a thing is there from the first version of each on that
 * has it.
 */
final class KvmCapabilities {
    private final Set<Capability> all = EnumSet.of(
            Capability.DEFINE,
            Capability.PAUSE,
            Capability.SAVE_RESTORE,
            Capability.LIFECYCLE_EVENTS,
            Capability.BULK_STATISTICS,
            Capability.MEMORY_TARGET,
            Capability.CPU_PINNING,
            Capability.PRE_COPY,
            Capability.POST_COPY,
            Capability.STOP_AND_COPY,
            Capability.OFFLINE_MIGRATION,
            Capability.PAUSED_MIGRATION,
            Capability.BYTE_PROGRESS,
            Capability.CANCEL,
            Capability.BANDWIDTH_LIMIT,
            Capability.ADJUST_BANDWIDTH,
            Capability.DOWNTIME_LIMIT,
            Capability.ADJUST_DOWNTIME,
            Capability.FORCED_SWITCH_OVER,
            Capability.AUTO_CONVERGE,
            Capability.COMPRESSION_XBZRLE,
            Capability.COMPRESSION_CACHE,
            Capability.TUNNELLED_TRANSFER,
            Capability.CLIENT_DRIVEN,
            Capability.STORAGE_COPY,
            Capability.RENAME,
            Capability.CHANGE_DEFINITION,
            Capability.ARRIVE_PAUSED,
            Capability.MIGRATION_ADDRESS,
            Capability.LISTEN_ADDRESS);

    private final LibvirtVersion libvirt;
    private final LibvirtVersion qemu;

    private KvmCapabilities(LibvirtVersion libvirt, LibvirtVersion qemu) {
        this.libvirt = libvirt;
        this.qemu = qemu;
    }

    /**
     * Returns the capabilities of a host.
     *
     * @param storagePools whether its libvirt has storage pools, over which suspended VMs are copied
     * @param cgroups whether its libvirt has cgroups, which give VMs their shares of the CPUs
     */
    static Set<Capability> of(LibvirtVersion libvirt, LibvirtVersion qemu, boolean storagePools, boolean cgroups) {
        Set<Capability> capabilities = new KvmCapabilities(libvirt, qemu).collect();
        if (storagePools) {
            capabilities.add(Capability.SUSPEND_COPY_RESUME_DISK);
            capabilities.add(Capability.SUSPEND_COPY_RESUME_MEMORY);
            capabilities.add(Capability.HOLD_SUSPENDED);
        }
        if (cgroups && libvirt.isAtLeast(1, 3)) {
            capabilities.add(Capability.CPU_SCHEDULING);
        }
        return capabilities;
    }

    private Set<Capability> collect() {
        from(5, 1, 3, 0, Capability.POST_COPY_BANDWIDTH);
        if (!crashesOnRecovery()) {
            from(8, 5, 3, 0, Capability.POST_COPY_RECOVERY);
        }
        from(9, 4, 5, 0, Capability.COMPRESSION_ZLIB, Capability.COMPRESSION_ZSTD);
        from(11, 1, 8, 2, Capability.SWITCH_OVER_BANDWIDTH);
        from(5, 2, 4, 0, Capability.PARALLEL_CONNECTIONS);
        from(6, 0, 0, 0, Capability.TLS_TRANSFER, Capability.TLS_HOSTNAME);
        from(8, 5, 7, 1, Capability.ZERO_COPY);
        from(7, 2, 5, 2, Capability.DIRTY_RATE);
        return all;
    }

    /** The daemons of libvirt 11.2 and 11.3 crash when a post-copy to their host is taken up again. */
    private boolean crashesOnRecovery() {
        return libvirt.isAtLeast(11, 2) && !libvirt.isAtLeast(11, 4);
    }

    private void from(int libvirtMajor, int libvirtMinor, int qemuMajor, int qemuMinor, Capability... capabilities) {
        if (libvirt.isAtLeast(libvirtMajor, libvirtMinor) && qemu.isAtLeast(qemuMajor, qemuMinor)) {
            all.addAll(List.of(capabilities));
        }
    }
}
