package io.vacate.kvm;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostMemory;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Finding;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.kvm.preflight.KvmPreflight;
import io.vacate.libvirt.AbstractMigratingSession;
import io.vacate.libvirt.LibvirtUri;
import io.vacate.libvirt.guest.GuestFacts;
import io.vacate.libvirt.guest.GuestState;
import io.vacate.libvirt.guest.HypervisorAnswer;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.libvirt.migration.MigrationCommand;
import io.vacate.libvirt.migration.MigrationQuestion;
import io.vacate.libvirt.migration.TransferLimits;
import io.vacate.libvirt.preflight.CopiedDisks;
import io.vacate.libvirt.preflight.GuestLookups;
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

    /** Of a definition whose VM has moved the metadata of checkpoints goes; they were told of before. */
    private static final int CHECKPOINTS_METADATA = 1 << 4;

    /** The firmware's variables stay. */
    private static final int KEEP_NVRAM = 1 << 3;

    /** The state of an emulated TPM stays: on shared storage it is that of the running VM. */
    private static final int KEEP_TPM = 1 << 6;

    KvmSession(LibvirtHost host, LibvirtUri address) {
        super(
                host,
                KvmCapabilities.of(
                        host.libvirtVersion(),
                        host.hypervisorVersion(),
                        SuspendCopyResume.isOffered(host),
                        hasCgroups(host, address)),
                address,
                new SuspendCopyResume(
                        host,
                        address.buffers(),
                        SavedStates.COMMON,
                        undefineFlags(host.libvirtVersion()) | CHECKPOINTS_METADATA));
    }

    /** Snapshots and checkpoints are not lost in silence: libvirt refuses to forget a VM that has any. */
    static int undefineFlags(LibvirtVersion libvirt) {
        return KEEP_NVRAM | (libvirt.isAtLeast(8, 9) ? KEEP_TPM : 0);
    }

    /** The libvirt of a user has none. */
    private static boolean hasCgroups(LibvirtHost host, LibvirtUri address) {
        return !"/session".equals(address.uri().path()) && host.hasCgroups();
    }

    @Override
    protected int undefineFlags() {
        return undefineFlags(host().libvirtVersion());
    }

    @Override
    protected int undefineFlagsAfterMigration() {
        return undefineFlags() | CHECKPOINTS_METADATA;
    }

    @Override
    protected String definition(VmConfig config) {
        return KvmDefinition.write(config, host().capabilities());
    }

    /**
     * Returns the memory that the guest has now and that is not in huge pages + 112 MiB + 8 MiB for each vCPU that it has now + 1/512
     * of that memory for page tables.
     */
    @Override
    public DataSize memoryNeeded(VmConfig config) {
        return memoryNeeded(config.ordinaryMemory(), config.activeVcpus());
    }

    private static DataSize memoryNeeded(DataSize memory, int vcpus) {
        return memory.plus(PROCESS_OVERHEAD)
                .plus(DataSize.ofBytes(VCPU_OVERHEAD.bytes() * vcpus))
                .plus(DataSize.ofBytes(memory.bytes() / PAGE_TABLE_SHARE));
    }

    /**
     * Counts what is promised to the active VMs: a guest that is idle has not touched all that it may take. Files in main memory,
     * which Linux counts as caches, are not free.
     */
    @Override
    public HostMemory memory() {
        HostMemory memory = host().memory();
        boolean hasHugePages = !memory.hugePages().isEmpty();
        DataSize promised = DataSize.ZERO;
        for (VmStats vm : statistics()) {
            if (vm.summary().status().state().mayRun()) {
                DataSize huge = hasHugePages ? hugeMemory(vm.summary().id()) : DataSize.ZERO;
                promised = promised.plus(memoryNeeded(vm.memory().minusOrZero(huge), vm.vcpus()));
            }
        }
        return memory.withPromised(promised).withFilesInMemory(filesInMemory());
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
    protected MigrationCommand command(VmId vm, LibvirtUri destination, MigrationRequest request, CopiedDisks disks) {
        return KvmMigrationCommand.of(request, vm, xml(vm).name(), isPersistent(vm), destination, disks);
    }

    @Override
    protected HypervisorAnswer ask(VmId vm, MigrationCommand command) {
        return MigrationQuestion.ask(connection(), vm, command);
    }

    @Override
    protected GuestState stateOf(VmId vm, GuestFacts guest) {
        return GuestLookups.state(connection(), vm, guest);
    }

    @Override
    public MigrationJob recoverPostCopy(VmId vm, DriverSession destination, MigrationRequest request) {
        KvmSession target = (KvmSession) sameKind(destination);
        require(Capability.POST_COPY_RECOVERY);
        target.require(Capability.POST_COPY_RECOVERY);
        VmStatus status = status(vm);
        if (status.reason() != StateReason.POST_COPY_FAILED) {
            throw new VmStateException(
                    "VM %s on %s is %s: no post-copy of it broke; it was left as it is".formatted(vm, uri(), status));
        }
        request.requiredCapabilities().forEach(this::require);
        return start(
                vm,
                target,
                command(vm, target.address(), request, CopiedDisks.NONE).resumption());
    }
}
