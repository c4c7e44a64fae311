package io.vacate.api.spi;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Finding;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * An open connection to one host, as a driver implements it.
 *
 * <p>Safe for use by several threads. Unless said otherwise each method blocks until the host has answered, and throws
 *
 * <ul>
 *   <li>{@link SessionClosedException} after {@link #close()}; nothing was asked of the host
 *   <li>{@link HostUnreachableException} if the connection is lost; what was asked may have been done
 *   <li>{@link AccessDeniedException} if the host refuses this caller; nothing has changed
 *   <li>{@link UnknownVmException} if a VM that it takes is not there; nothing has changed
 *   <li>{@link UnsupportedCapabilityException} if its capability is missing; nothing has changed
 *   <li>{@link VmStateException} if the VM's state does not allow it; nothing has changed
 *   <li>{@link OperationFailedException} for what else the hypervisor may report; the message says what is left
 * </ul>
 */
public interface DriverSession extends AutoCloseable {
    /** Returns the address that it was opened with. Does not block; works after closing. */
    HostUri uri();

    /** Returns what this session can do: fixed, honest. Does not block; works after closing. */
    Set<Capability> capabilities();

    /** Returns what does not change about the host. Does not block. */
    HostInfo info();

    /** Returns the clock by which this session's jobs run. Does not block; works after closing. */
    TimeSource timeSource();

    /** Returns the host's memory as it is now. */
    HostMemory memory();

    /** Returns all VMs that the host knows, those that are off included. */
    List<VmSummary> vms();

    /** Returns the statistics of all VMs that the host knows, in one call where {@code BULK_STATISTICS} is there. */
    List<VmStats> statistics();

    /** Returns what a VM does. */
    VmStatus status(VmId vm);

    /** Returns a VM's configuration. */
    VmConfig config(VmId vm);

    /** Returns a VM's statistics. */
    VmStats statistics(VmId vm);

    /**
     * Defines a VM without starting it.
     *
     * @throws DuplicateVmException if its identity or name is taken; nothing has changed
     * @throws InvalidDefinitionException if the hypervisor refuses it; nothing has changed
     */
    VmId define(VmConfig config);

    /**
     * Defines a VM from the hypervisor's own form, such as libvirt's domain XML, without starting it.
     *
     * @throws DuplicateVmException if its identity or name is taken; nothing has changed
     * @throws InvalidDefinitionException if it cannot be read, is unsafe to read (such as XML with a document type), or is
     *     refused; nothing has changed
     */
    VmId defineNative(String definition);

    /**
     * Starts a VM that is off.
     *
     * @throws InsufficientCapacityException if the host has no memory for it; it stays off
     */
    void start(VmId vm);

    /** Stops a running VM's CPUs; its state stays in memory. */
    void pause(VmId vm);

    /** Lets a paused VM run on. */
    void resume(VmId vm);

    /** Asks the guest to shut down, and returns before it has; it may ignore this. */
    void requestShutdown(VmId vm);

    /** Ends a VM at once, as if its power was cut. */
    void destroy(VmId vm);

    /** Suspends a VM to a file on its host, which exists and is whole when this returns. */
    void save(VmId vm, String file);

    /**
     * Restores a VM from a file on this host; the file stays.
     *
     * @return the identity of the restored VM
     * @throws DuplicateVmException if that VM is active already; nothing has changed
     * @throws InsufficientCapacityException if the host has no memory for it; nothing has changed
     */
    VmId restore(String file);

    /** Removes the definition of a VM. One that is active goes on until it ends. */
    void undefine(VmId vm);

    /**
     * Measures how fast a running VM rewrites its memory. Does not block.
     *
     * @param period how long to measure, more than 0; the sample says which period was really measured
     * @return completes with the sample, or exceptionally with one of the errors above
     */
    CompletionStage<DirtyRateSample> measureDirtyRate(VmId vm, Duration period);

    /**
     * Calls {@code listener} for each event of each VM of this host, in order, on a thread of the driver; it must not block.
     */
    Subscription subscribe(Consumer<VmEvent> listener);

    /**
     * Looks for what would keep a migration from success, or make it do harm, as far as only this driver can tell: CPU,
     * versions, disks, networks, devices. What every driver has in common is checked by the caller: hosts, capabilities,
     * state, identity, name, memory. Changes nothing.
     *
     * @param destination an open session of the same driver to another host
     * @return all that was found, in any order
     */
    default List<Finding> preflight(VmId vm, DriverSession destination, MigrationRequest request) {
        return List.of();
    }

    /**
     * Takes up a post-copy migration that broke: the VM is paused here, and its other half waits at {@code destination}.
     *
     * @return the job; whatever goes wrong from now on is its outcome
     */
    default MigrationJob recoverPostCopy(VmId vm, DriverSession destination, MigrationRequest request) {
        throw new UnsupportedCapabilityException(Capability.POST_COPY_RECOVERY, uri());
    }

    /**
     * Returns the states of VMs that wait in this host's buffers; none without the capability of any suspend-copy-resume.
     */
    default List<SuspendedVm> suspendedVms() {
        return List.of();
    }

    /**
     * Ends an interrupted suspend-copy-resume: the VM runs on at exactly one of both hosts, and no buffer of it is left. It is
     * resumed at its source, unless it had been resumed at its destination already.
     *
     * @param other the other host of that migration, which is asked first
     * @return the host that has the VM now: this session's or {@code other}'s
     * @throws UnknownVmException if neither host has anything of that VM; nothing has changed
     * @throws HostUnreachableException if {@code other} does not answer, so that the VM may run there; nothing has changed
     */
    default HostUri resumeSuspended(VmId vm, DriverSession other) {
        throw new UnsupportedCapabilityException(Capability.SUSPEND_COPY_RESUME_DISK, uri());
    }

    /**
     * Starts to migrate a running VM and returns at once. The caller has checked all that {@link #preflight}
     * names and found nothing that refuses it.
     *
     * @param destination an open session of the same driver to another host; it must stay open until the job ends
     * @return the job; whatever goes wrong from now on is its outcome, as a {@link MigrationFailedException} where no other
     *     type fits
     */
    MigrationJob migrate(VmId vm, DriverSession destination, MigrationRequest request);

    /**
     * Returns how much memory a host needs to take in a VM of that configuration, the hypervisor's own share included.
     * Does not block.
     */
    default DataSize memoryNeeded(VmConfig config) {
        return config.memory();
    }

    /**
     * Closes the session. Jobs under way are the hypervisors' and go on there; their {@code completion()} here ends as
     * failed with an unknown location. Idempotent; never throws.
     */
    @Override
    void close();
}
