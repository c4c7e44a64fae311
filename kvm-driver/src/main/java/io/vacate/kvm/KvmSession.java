package io.vacate.kvm;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.kvm.preflight.GuestFacts;
import io.vacate.kvm.preflight.KvmPreflight;
import io.vacate.kvm.preflight.LibvirtFacts;
import io.vacate.kvm.preflight.Move;
import io.vacate.libvirt.LibvirtSession;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.migration.MigrationCommand;
import io.vacate.libvirt.suspend.SuspendCopyResume;
import io.vacate.libvirt.xml.DomainXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        super(
                host,
                KvmCapabilities.of(host.libvirtVersion(), host.hypervisorVersion(), SuspendCopyResume.isOffered(host)));
        this.address = address;
        suspension = new SuspendCopyResume(host, address.buffers(), UNDEFINE_FLAGS);
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
        KvmSession target = kvm(destination);
        request.requiredCapabilities().forEach(this::require);
        target.requireOpen();
        requireRunning(vm);
        requireNotMigrating(vm);
        if (request.mode() instanceof MigrationMode.SuspendCopyResume) {
            return suspension.start(vm, target.suspension, request, memoryInUse(vm));
        }
        return start(vm, target, command(vm, target, request));
    }

    @Override
    public MigrationJob recoverPostCopy(VmId vm, DriverSession destination, MigrationRequest request) {
        KvmSession target = kvm(destination);
        require(Capability.POST_COPY_RECOVERY);
        VmStatus status = status(vm);
        if (status.reason() != StateReason.POST_COPY_FAILED) {
            throw new VmStateException(
                    "VM %s on %s is %s: no post-copy of it broke; it was left as it is".formatted(vm, uri(), status));
        }
        request.requiredCapabilities().forEach(this::require);
        return start(vm, target, command(vm, target, request).resumption());
    }

    @Override
    public List<Finding> preflight(VmId vm, DriverSession destination, MigrationRequest request) {
        KvmSession target = kvm(destination);
        List<Finding> found = new ArrayList<>();
        Optional<String> peer = Optional.empty();
        // Where this program leads, the hosts need not find each other's libvirt.
        if (!request.clientDriven()) {
            try {
                peer = target.address.peerName(request.peer());
            } catch (IllegalArgumentException unreachable) {
                found.add(new Finding(Severity.BLOCKER, Check.ADDRESS, String.valueOf(unreachable.getMessage())));
            }
        }
        GuestFacts guest = GuestFacts.of(xml(vm));
        GuestFacts guestThere = request.destinationDefinition()
                .map(DomainXml::parse)
                .map(GuestFacts::of)
                .orElse(guest);
        found.addAll(KvmPreflight.findings(new Move(
                guest,
                guestThere,
                new LibvirtFacts(host(), capabilities()),
                new LibvirtFacts(target.host(), target.capabilities()),
                request,
                peer)));
        if (request.mode() instanceof MigrationMode.SuspendCopyResume) {
            found.addAll(
                    suspension.preflight(vm, target.suspension, request, memoryInUse(vm), memoryNeeded(config(vm))));
        }
        return found;
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
        return suspension.resumeSuspended(vm, kvm(other).suspension);
    }

    /** Returns how this session suspends, copies and resumes. */
    SuspendCopyResume suspension() {
        return suspension;
    }

    private static KvmSession kvm(DriverSession destination) {
        if (destination instanceof KvmSession session) {
            return session;
        }
        throw new IllegalArgumentException("destination (%s) is not a KVM host".formatted(destination.uri()));
    }

    private MigrationCommand command(VmId vm, KvmSession target, MigrationRequest request) {
        return KvmMigrationCommand.of(request, vm, xml(vm).name(), isPersistent(vm), target.address);
    }
}
