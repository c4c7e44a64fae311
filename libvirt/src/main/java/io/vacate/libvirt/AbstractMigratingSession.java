package io.vacate.libvirt;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
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
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmSummary;
import io.vacate.libvirt.guest.FixedPort;
import io.vacate.libvirt.guest.GuestFacts;
import io.vacate.libvirt.guest.GuestState;
import io.vacate.libvirt.guest.HypervisorAnswer;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.migration.MigrationCommand;
import io.vacate.libvirt.migration.OutgoingMigrations;
import io.vacate.libvirt.preflight.CopiedDisks;
import io.vacate.libvirt.preflight.LibvirtFacts;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.storage.StorageDirectory;
import io.vacate.libvirt.suspend.SuspendCopyResume;
import io.vacate.libvirt.vm.VmLookups;
import io.vacate.libvirt.xml.DomainXml;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session whose VMs migrate to hosts of the same driver. The driver says what libvirt is told, and what speaks against it.
 * Thread-safe.
 */
public abstract class AbstractMigratingSession extends LibvirtSession {
    private static final Logger LOG = LoggerFactory.getLogger(AbstractMigratingSession.class);

    private static final String SAVED =
            "its memory is saved on its host (virsh managedsave), and would stay there: start it, or remove what is saved";

    /** Where Linux keeps files in main memory. */
    private static final String SHARED_MEMORY = "/dev/shm";

    private final LibvirtUri address;
    private final SuspendCopyResume suspension;

    /** Takes over {@code host}, which is closed with the session. */
    protected AbstractMigratingSession(
            LibvirtHost host, Set<Capability> capabilities, LibvirtUri address, SuspendCopyResume suspension) {
        super(host, capabilities);
        this.address = address;
        this.suspension = suspension;
    }

    /**
     * Returns what libvirt is told for a migration; asks the host, and changes nothing.
     *
     * @param destination the address to go to
     * @param disks the disks that are copied
     * @throws IllegalArgumentException if parts of the request exclude each other
     */
    protected abstract MigrationCommand command(
            VmId vm, LibvirtUri destination, MigrationRequest request, CopiedDisks disks);

    /** Returns what speaks against a migration, as far as the hypervisors are concerned. */
    protected abstract List<Finding> findings(Move move);

    /**
     * Refuses what the capabilities do not say; nothing unless overridden.
     *
     * @param target an open session to the destination
     * @throws io.vacate.api.error.HypervisorException if the request cannot be carried out; nothing has changed
     */
    protected void requireFeasible(VmId vm, LibvirtSession target, MigrationRequest request) {}

    /**
     * Asks the hypervisor whether it would begin a migration; not asked unless overridden.
     *
     * @param vm a running VM that no job is at work on
     */
    protected HypervisorAnswer ask(VmId vm, MigrationCommand command) {
        return HypervisorAnswer.NONE;
    }

    /** Returns what the host keeps about a VM beside its definition; nothing unless overridden. */
    protected GuestState stateOf(VmId vm, GuestFacts guest) {
        return GuestState.NONE;
    }

    @Override
    public final MigrationJob migrate(VmId vm, DriverSession destination, MigrationRequest request) {
        AbstractMigratingSession target = sameKind(destination);
        request.requiredCapabilities().forEach(this::require);
        target.requireOpen();
        requireMovable(vm, request.mode());
        if (request.mode() instanceof MigrationMode.Offline) {
            requireNothingSaved(vm);
            return migrations()
                    .startOffline(
                            vm,
                            target.host(),
                            command(vm, target.address, request, CopiedDisks.NONE),
                            undefineFlagsAfterMigration());
        }
        requireNotMigrating(vm);
        requireFeasible(vm, target, request);
        if (request.mode() instanceof MigrationMode.SuspendCopyResume) {
            return suspension.start(
                    vm, target.suspension, request, capabilities().contains(Capability.CANCEL), memoryInUse(vm));
        }
        CopiedDisks disks = CopiedDisks.of(GuestFacts.of(xml(vm)).disks(), facts(), target.facts(), request);
        return start(vm, target, accepted(vm, request, command(vm, target.address, request, disks)));
    }

    /** libvirt's guard against unsafe storage is overridden only where it would refuse, and that very risk was accepted. */
    private MigrationCommand accepted(VmId vm, MigrationRequest request, MigrationCommand command) {
        if (!request.forced().contains(Check.STORAGE)) {
            return command;
        }
        HypervisorAnswer answer = ask(vm, command);
        return answer.trustsStorage() ? command : command.overridingStorageChecks();
    }

    private LibvirtFacts facts() {
        return new LibvirtFacts(host(), capabilities(), this::holder);
    }

    /** Finds the active VM that has a number of the host already. */
    private Optional<String> holder(FixedPort port) {
        return vms().stream()
                .filter(vm -> vm.status().state().mayRun())
                .filter(vm -> has(vm.id(), port))
                .map(VmSummary::name)
                .findFirst();
    }

    private boolean has(VmId vm, FixedPort port) {
        try {
            return FixedPort.of(xml(vm)).stream().anyMatch(port::isSameAs);
        } catch (UnknownVmException gone) {
            return false;
        }
    }

    /** A definition that leaves without the memory that was saved with it would start anew. */
    private void requireNothingSaved(VmId vm) {
        if (hasSavedMemory(vm)) {
            throw new VmStateException("VM %s: %s; nothing was changed".formatted(vm, SAVED));
        }
    }

    private boolean hasSavedMemory(VmId vm) {
        return ask(
                        vm,
                        "read whether memory of %s is saved",
                        (library, domain) -> library.virDomainHasManagedSaveImage(domain, 0))
                == 1;
    }

    @Override
    public final List<Finding> preflight(VmId vm, DriverSession destination, MigrationRequest request) {
        AbstractMigratingSession target = sameKind(destination);
        List<Finding> found = new ArrayList<>();
        Optional<String> peer = Optional.empty();
        // Where this program leads, the hosts need not find each other's libvirt.
        if (!request.clientDriven()) {
            try {
                peer = target.address.peerName(request.peer());
            } catch (IllegalArgumentException unreachable) {
                found.add(blocker(Check.ADDRESS, unreachable));
            }
        }
        GuestFacts guest = GuestFacts.of(xml(vm));
        GuestFacts guestThere = request.destinationDefinition()
                .map(DomainXml::parse)
                .map(GuestFacts::of)
                .orElse(guest);
        Move unasked = new Move(
                guest, guestThere, stateOf(vm, guest), facts(), target.facts(), request, peer, HypervisorAnswer.NONE);
        try {
            found.addAll(findings(found.isEmpty() ? unasked.with(answer(vm, target, unasked)) : unasked));
        } catch (InvalidDefinitionException wrong) {
            found.addAll(findings(unasked));
            found.add(blocker(Check.DEFINITION, wrong));
        } catch (IllegalArgumentException contradictory) {
            found.addAll(findings(unasked));
            if (found.stream().noneMatch(finding -> finding.severity() == Severity.BLOCKER)) {
                found.add(blocker(Check.CAPABILITY, contradictory));
            }
        }
        if (request.mode() instanceof MigrationMode.Offline && hasSavedMemory(vm)) {
            found.add(new Finding(Severity.BLOCKER, Check.VM_STATE, SAVED));
        }
        if (request.mode() instanceof MigrationMode.SuspendCopyResume) {
            found.addAll(
                    suspension.preflight(vm, target.suspension, request, memoryInUse(vm), memoryNeeded(config(vm))));
        }
        return found;
    }

    private static Finding blocker(Check check, RuntimeException refusal) {
        String message = String.valueOf(refusal.getMessage());
        return new Finding(Severity.BLOCKER, check, message.replaceFirst("; nothing was changed$", ""));
    }

    /** Makes up the very command that a migration would begin with, and asks whether it would. */
    private HypervisorAnswer answer(VmId vm, AbstractMigratingSession target, Move move) {
        MigrationRequest request = move.request();
        boolean canTell = request.requiredCapabilities().stream().allMatch(capabilities()::contains);
        boolean isOff = !status(vm).state().mayRun();
        if (!canTell || isOff != request.mode() instanceof MigrationMode.Offline || isDeparting(vm)) {
            return HypervisorAnswer.NONE;
        }
        return ask(vm, command(vm, target.address, request, CopiedDisks.of(move)));
    }

    /** Returns the memory that a save may have to write: no more than the guest has, nor than its process has touched. */
    private DataSize memoryInUse(VmId vm) {
        VmStats stats = statistics(vm);
        return stats.residentMemory().map(stats.memory()::min).orElse(stats.memory());
    }

    /** Returns what files in main memory hold, as far as the host shows it: suspended VMs, and what else is in /dev/shm. */
    protected final DataSize filesInMemory() {
        if (!capabilities().contains(Capability.SUSPEND_COPY_RESUME_MEMORY)) {
            return DataSize.ZERO;
        }
        try {
            return StorageDirectory.common(host(), SHARED_MEMORY).taken().orElse(DataSize.ZERO);
        } catch (OperationFailedException | AccessDeniedException untold) {
            LOG.debug("What files hold of the memory of {} is not known: {}", uri(), untold.getMessage());
            return DataSize.ZERO;
        }
    }

    @Override
    public final Set<VmId> departing(Set<VmId> vms) {
        return vms.stream().filter(this::isDeparting).collect(Collectors.toSet());
    }

    /** A VM whose hypervisor does not answer must not keep the host from telling of the others. */
    private boolean isDeparting(VmId vm) {
        try {
            // Xen's destination is at work on a VM that it calls off as long as it arrives.
            return OutgoingMigrations.isAtWork(host(), vm)
                    && VmLookups.status(connection(), vm).state().mayRun();
        } catch (HostUnreachableException | SessionClosedException silent) {
            throw silent;
        } catch (HypervisorException untold) {
            LOG.debug("Whether VM {} is leaving {} is not known: {}", vm, uri(), untold.getMessage());
            return false;
        }
    }

    @Override
    public final List<SuspendedVm> suspendedVms() {
        return suspension.suspendedVms();
    }

    @Override
    public final HostUri resumeSuspended(VmId vm, DriverSession other) {
        require(Capability.SUSPEND_COPY_RESUME_DISK);
        return suspension.resumeSuspended(vm, sameKind(other).suspension);
    }

    /** Returns how this session suspends, copies and resumes. */
    public final SuspendCopyResume suspension() {
        return suspension;
    }

    /** Returns the address that the session was opened with. */
    protected final LibvirtUri address() {
        return address;
    }

    /**
     * Returns another session of this driver.
     *
     * @throws IllegalArgumentException if it is of another driver: a VM never crosses hypervisors; nothing has changed
     */
    protected final AbstractMigratingSession sameKind(DriverSession other) {
        if (other.getClass() != getClass() || !(other instanceof AbstractMigratingSession session)) {
            throw new IllegalArgumentException(
                    "destination (%s) is not a %s host, as %s is: a VM keeps its hypervisor; nothing was changed"
                            .formatted(other.uri(), address.dialect().name(), uri()));
        }
        return session;
    }
}
