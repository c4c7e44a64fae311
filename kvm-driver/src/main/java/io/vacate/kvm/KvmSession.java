package io.vacate.kvm;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.Persistence;
import io.vacate.api.preflight.Finding;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.libvirt.LibvirtHost;
import io.vacate.libvirt.LibvirtSession;
import io.vacate.libvirt.LibvirtVersion;
import io.vacate.libvirt.MigrationCommand;
import io.vacate.libvirt.suspend.SuspendCopyResume;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A session to a QEMU host. Thread-safe. */
final class KvmSession extends LibvirtSession {
    /** The QEMU process itself, its display, its monitor; measured 90 to 110 MiB beyond guest memory with QEMU 10. */
    private static final DataSize PROCESS_OVERHEAD = DataSize.ofMebibytes(112);

    private static final DataSize VCPU_OVERHEAD = DataSize.ofMebibytes(8);

    /** A page table entry of 8 bytes for each page of 4 KiB. */
    private static final int PAGE_TABLE_SHARE = 512;

    /** Snapshots' and checkpoints' metadata go with the definition; the firmware's variables stay. */
    private static final int UNDEFINE_FLAGS = 1 << 1 | 1 << 3 | 1 << 4;

    private final KvmUri address;
    private final SuspendCopyResume suspension;

    KvmSession(LibvirtHost host, KvmUri address) {
        super(host, capabilities(host.hypervisorVersion(), SuspendCopyResume.isOffered(host)));
        this.address = address;
        suspension = new SuspendCopyResume(host, address.buffers(), UNDEFINE_FLAGS);
    }

    static Set<Capability> capabilities(LibvirtVersion qemu, boolean storagePools) {
        EnumSet<Capability> all = EnumSet.of(
                Capability.DEFINE,
                Capability.PAUSE,
                Capability.SAVE_RESTORE,
                Capability.LIFECYCLE_EVENTS,
                Capability.BULK_STATISTICS,
                Capability.PRE_COPY,
                Capability.BYTE_PROGRESS,
                Capability.CANCEL,
                Capability.BANDWIDTH_LIMIT,
                Capability.ADJUST_BANDWIDTH,
                Capability.DOWNTIME_LIMIT,
                Capability.ADJUST_DOWNTIME);
        if (qemu.isAtLeast(5, 2)) {
            all.add(Capability.DIRTY_RATE);
        }
        if (storagePools) {
            all.add(Capability.SUSPEND_COPY_RESUME_DISK);
            all.add(Capability.SUSPEND_COPY_RESUME_MEMORY);
        }
        return all;
    }

    @Override
    protected int undefineFlags() {
        return UNDEFINE_FLAGS;
    }

    @Override
    protected String definition(VmConfig config) {
        return KvmDefinition.write(config, host().capabilities());
    }

    /** Returns guest memory + 112 MiB + 8 MiB for each vCPU + 1/512 of guest memory for page tables. */
    @Override
    public DataSize memoryNeeded(VmConfig config) {
        DataSize memory = config.memory();
        return memory.plus(PROCESS_OVERHEAD)
                .plus(DataSize.ofBytes(VCPU_OVERHEAD.bytes() * config.vcpus()))
                .plus(DataSize.ofBytes(memory.bytes() / PAGE_TABLE_SHARE));
    }

    @Override
    public MigrationJob migrate(VmId vm, DriverSession destination, MigrationRequest request) {
        if (!(destination instanceof KvmSession target)) {
            throw new IllegalArgumentException("destination (%s) is not a KVM host".formatted(destination.uri()));
        }
        request.requiredCapabilities().forEach(this::require);
        target.requireOpen();
        requireRunning(vm);
        if (!request.forced()) {
            requireSoundEmulation(vm);
        }
        if (request.mode() instanceof MigrationMode.SuspendCopyResume) {
            return suspension.start(vm, target.suspension, request, memoryInUse(vm));
        }
        MigrationCommand.Builder command = MigrationCommand.builder(target.address.peerUri(request.peer()))
                .flags(MigrationCommand.LIVE | MigrationCommand.PEER_TO_PEER | MigrationCommand.ABORT_ON_ERROR)
                .flags(persistenceFlags(request.persistence(), isPersistent(vm)));
        if (request.forced()) {
            command.flags(MigrationCommand.UNSAFE);
        }
        request.bandwidth().ifPresent(command::bandwidth);
        request.downtime().ifPresent(command::downtime);
        return start(vm, target, command.build());
    }

    @Override
    public List<Finding> preflight(VmId vm, DriverSession destination, MigrationRequest request) {
        if (request.mode() instanceof MigrationMode.SuspendCopyResume && destination instanceof KvmSession target) {
            return suspension.preflight(vm, target.suspension, request, memoryInUse(vm), memoryNeeded(config(vm)));
        }
        return List.of();
    }

    /** Returns the memory that a save may have to write: no more than the guest has, nor than its process has touched. */
    private DataSize memoryInUse(VmId vm) {
        VmStats stats = statistics(vm);
        return stats.residentMemory().map(stats.memory()::min).orElse(stats.memory());
    }

    @Override
    public List<SuspendedVm> suspendedVms() {
        return suspension.suspendedVms();
    }

    @Override
    public HostUri resumeSuspended(VmId vm, DriverSession other) {
        require(Capability.SUSPEND_COPY_RESUME_DISK);
        if (!(other instanceof KvmSession target)) {
            throw new IllegalArgumentException("other (%s) is not a KVM host".formatted(other.uri()));
        }
        return suspension.resumeSuspended(vm, target.suspension);
    }

    /** Returns how this session suspends, copies and resumes. */
    SuspendCopyResume suspension() {
        return suspension;
    }

    private static int persistenceFlags(Persistence wanted, boolean persistentHere) {
        boolean persistentThere = switch (wanted) {
            case KEEP -> persistentHere;
            case PERSISTENT -> true;
            case TRANSIENT -> false;
        };
        return (persistentThere ? MigrationCommand.PERSIST_DESTINATION : 0)
                | (persistentHere ? MigrationCommand.UNDEFINE_SOURCE : 0);
    }

    /** QEMU 7.2 corrupts the memory of emulated guests that it migrates, and reports success. */
    private void requireSoundEmulation(VmId vm) {
        LibvirtVersion qemu = host().hypervisorVersion();
        if (!qemu.isAtLeast(8, 0) && xml(vm).type().equals("qemu")) {
            throw new VmStateException(
                    "VM %s on %s is emulated (without KVM) by QEMU %s, which can corrupt the memory of such a VM when it migrates; nothing was changed. Use QEMU 8 or later, or force the request"
                            .formatted(vm, uri(), qemu));
        }
    }
}
