package io.vacate.kvm;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Finding;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStatus;
import io.vacate.kvm.preflight.KvmPreflight;
import io.vacate.libvirt.AbstractMigratingSession;
import io.vacate.libvirt.LibvirtUri;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.migration.MigrationCommand;
import io.vacate.libvirt.migration.TransferLimits;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.suspend.SavedStates;
import io.vacate.libvirt.suspend.SuspendCopyResume;
import java.util.List;

/** A session to a QEMU host. Thread-safe. */
final class KvmSession extends AbstractMigratingSession {
    /** The QEMU process itself, its display, its monitor; measured 90 to 110 MiB beyond guest memory with QEMU 10. */
    private static final DataSize PROCESS_OVERHEAD = DataSize.ofMebibytes(112);

    private static final DataSize VCPU_OVERHEAD = DataSize.ofMebibytes(8);

    /** A page table entry of 8 bytes for each page of 4 KiB. */
    private static final int PAGE_TABLE_SHARE = 512;

    /** Snapshots' and checkpoints' metadata go with the definition; the firmware's variables stay. */
    private static final int UNDEFINE_FLAGS = 1 << 1 | 1 << 3 | 1 << 4;

    KvmSession(LibvirtHost host, LibvirtUri address) {
        super(
                host,
                KvmCapabilities.of(
                        host.libvirtVersion(),
                        host.hypervisorVersion(),
                        SuspendCopyResume.isOffered(host),
                        hasCgroups(host, address)),
                address,
                new SuspendCopyResume(host, address.buffers(), SavedStates.COMMON, UNDEFINE_FLAGS));
    }

    /** The libvirt of a user has none. */
    private static boolean hasCgroups(LibvirtHost host, LibvirtUri address) {
        return !"/session".equals(address.uri().uri().getPath()) && host.hasCgroups();
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
    public MigrationRequest effective(MigrationRequest request) {
        return TransferLimits.effective(request);
    }

    @Override
    protected List<Finding> findings(Move move) {
        return KvmPreflight.findings(move);
    }

    @Override
    protected MigrationCommand command(VmId vm, LibvirtUri destination, MigrationRequest request) {
        return KvmMigrationCommand.of(request, vm, xml(vm).name(), isPersistent(vm), destination);
    }

    @Override
    public MigrationJob recoverPostCopy(VmId vm, DriverSession destination, MigrationRequest request) {
        KvmSession target = (KvmSession) sameKind(destination);
        require(Capability.POST_COPY_RECOVERY);
        VmStatus status = status(vm);
        if (status.reason() != StateReason.POST_COPY_FAILED) {
            throw new VmStateException(
                    "VM %s on %s is %s: no post-copy of it broke; it was left as it is".formatted(vm, uri(), status));
        }
        request.requiredCapabilities().forEach(this::require);
        return start(vm, target, command(vm, target.address(), request).resumption());
    }
}
