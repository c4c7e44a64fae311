package io.vacate.libvirt.suspend;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Finding;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.NativeLibvirt;
import io.vacate.libvirt.host.LibvirtHost;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Suspend-copy-resume from and to one libvirt host, whatever its hypervisor: it must save and restore VMs, and its libvirt
 * must have storage pools. Thread-safe.
 */
public final class SuspendCopyResume {
    /** The VMs that this program is moving in this way: nobody may take their buffers for left over. */
    private static final Set<VmId> UNDER_WAY = ConcurrentHashMap.newKeySet();

    private final LibvirtHost host;
    private final LibvirtSite site;
    private final BufferSettings settings;
    private volatile Consumer<SuspendStep> listener = step -> {};

    /**
     * Prepares a host; nothing is asked of it yet.
     *
     * @param states how its hypervisor saves and restores
     * @param undefineFlags the {@code VIR_DOMAIN_UNDEFINE_…} flags that its hypervisor understands
     */
    public SuspendCopyResume(LibvirtHost host, BufferSettings settings, SavedStates states, int undefineFlags) {
        this.host = host;
        this.settings = settings;
        site = new LibvirtSite(host, settings, states, undefineFlags);
    }

    /** Tells whether the host's libvirt has storage pools, over which states are copied. Blocks. */
    public static boolean isOffered(LibvirtHost host) {
        return host.connection().with((library, pointer) -> library.virConnectNumOfStoragePools(pointer)) >= 0;
    }

    /** Has {@code observer} called before each step of later migrations from this host, on the thread that takes it. */
    public void observe(Consumer<SuspendStep> observer) {
        listener = observer;
    }

    /**
     * Returns what speaks against a migration: too little room in a buffer, a buffer in memory that is none, options
     * without a meaning here, a migration of this VM that was interrupted. Changes nothing: where a buffer's directory is
     * missing, it is the room of the directory above it that counts, in which it will be made.
     *
     * @param used the memory that the VM has in use
     * @param needsThere the memory that the destination needs to run it
     */
    public List<Finding> preflight(
            VmId vm, SuspendCopyResume destination, MigrationRequest request, DataSize used, DataSize needsThere) {
        return new BufferChecks(site, destination.site, buffer(request)).findings(vm, request, used, needsThere);
    }

    private static Buffer buffer(MigrationRequest request) {
        if (request.mode() instanceof MigrationMode.SuspendCopyResume mode) {
            return mode.buffer();
        }
        throw new IllegalArgumentException("the mode (%s) is not suspend-copy-resume".formatted(request.mode()));
    }

    /**
     * Starts a migration that {@link #preflight} has nothing against, and returns at once.
     *
     * @param cancellable whether the migration may be cancelled
     * @param used the memory that the VM has in use, for progress until the size of its state is known
     * @throws VmStateException if this program is moving that VM in this way already; nothing has changed
     */
    public MigrationJob start(
            VmId vm, SuspendCopyResume destination, MigrationRequest request, boolean cancellable, DataSize used) {
        requireIdle(vm, UNDER_WAY.add(vm));
        CopyControl control = new CopyControl(site.clock(), request.bandwidth());
        PhaseLog phases = new PhaseLog(site.clock(), control, used);
        Passage.Terms terms =
                new Passage.Terms(buffer(request), destination.settings.readBack(), step -> listener.accept(step));
        Passage passage =
                new Passage(site, destination.site, vm, request, terms, phases, control, NativeLibvirt.threads());
        SuspendCopyResumeJob job = new SuspendCopyResumeJob(
                site, destination.site, vm, passage, phases, control, cancellable, request.holdsSuspended());
        Runnable sourceClosed = () -> job.abandon(host.uri());
        Runnable destinationClosed = () -> job.abandon(destination.host.uri());
        host.whenClosed(sourceClosed);
        destination.host.whenClosed(destinationClosed);
        NativeLibvirt.threads()
                .execute(() -> job.run(() -> {
                    host.noLongerWhenClosed(sourceClosed);
                    destination.host.noLongerWhenClosed(destinationClosed);
                    UNDER_WAY.remove(vm);
                }));
        return job;
    }

    private static void requireIdle(VmId vm, boolean idle) {
        if (!idle) {
            throw new VmStateException(
                    "This program is at work on a suspend-copy-resume of VM %s; nothing was changed".formatted(vm));
        }
    }

    /**
     * Returns what is in the buffers of this host: an entry for each buffer, and for each VM with a record alone, of which the
     * path is then the record's. Directories that are missing have nothing, nor have those of a host whose libvirt has no
     * storage driver. Costs six short calls where there is nothing, and some eight more for each VM.
     *
     * <p>{@link SuspendedVm.Activity#UNDER_WAY} is what this program is moving, and what its host is saving at the moment,
     * whoever asked for that. {@link SuspendedVm.Activity#INTERRUPTED} is what a program of this machine was moving that has
     * ended. Of a program of another machine nothing is known, and of one that runs still only that it runs: it may have given
     * up. That is {@link SuspendedVm.Activity#UNKNOWN}; while such a program suspends or copies, {@link SuspendedVm#since()}
     * moves.
     */
    public List<SuspendedVm> suspendedVms() {
        // What was under way when this began has not been left, though it may end while files are looked at.
        Set<VmId> before = Set.copyOf(UNDER_WAY);
        return new LeftStates(site).list(vm -> before.contains(vm) || UNDER_WAY.contains(vm));
    }

    /**
     * Ends an interrupted migration between this host and {@code other}, in either direction.
     *
     * @return the host that has the VM now
     * @throws UnknownVmException if neither host has anything of that VM; nothing has changed
     * @throws HostUnreachableException if one of them does not answer; nothing has changed, unless it broke on the way, when
     *     this may be repeated
     * @throws VmStateException if this program is moving the VM, the migration had another end, the VM is active on both
     *     hosts, or it ran at the destination and ended there; nothing has changed
     * @throws MigrationFailedException if no whole state is left, or the VM has ended at the destination since; what was
     *     left is deleted, and a definition that was taken from the source is there again
     */
    public HostUri resumeSuspended(VmId vm, SuspendCopyResume other) {
        requireIdle(vm, UNDER_WAY.add(vm));
        try {
            return new Leftovers(site, other.site)
                    .recovery(vm)
                    .orElseThrow(() -> new UnknownVmException(vm.toString(), host.uri()))
                    .conclude(true)
                    .uri();
        } finally {
            UNDER_WAY.remove(vm);
        }
    }
}
