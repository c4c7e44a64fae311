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
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
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
 * An open connection to one host, as a driver implements it. The numbers are those of the rules in
 * {@code docs/driver-contract.md}.
 *
 * <p>Safe for use by several threads (R16.1, R16.2). Unless said otherwise each method blocks until the host has answered, and throws
 *
 * <ul>
 *   <li>{@link SessionClosedException} after {@link #close()}; nothing was asked of the host (R2.4, R2.5)
 *   <li>{@link HostUnreachableException} if the connection is lost; what was asked may have been done (R2.7)
 *   <li>{@link AccessDeniedException} if the host refuses this caller; nothing has changed
 *   <li>{@link UnknownVmException} if a VM that it takes is not there; nothing has changed (R3.8)
 *   <li>{@link UnsupportedCapabilityException} if its capability is missing; nothing has changed (R4.2, R4.3)
 *   <li>{@link VmStateException} if the VM's state does not allow it; nothing has changed; the message names the VM
 *       (R6.11)
 *   <li>{@link OperationFailedException} for what else the hypervisor may report; the message says what is left
 * </ul>
 */
public interface DriverSession extends AutoCloseable {
    /** Returns the address that it was opened with. Does not block; works after closing (R2.1). */
    HostUri uri();

    /** Returns what this session can do: fixed, unmodifiable, honest (R4.1). Does not block; works after closing (R2.2). */
    Set<Capability> capabilities();

    /** Returns what does not change about the host (R3.1 to R3.4). Does not block. */
    HostInfo info();

    /**
     * Returns the clock by which this session's jobs run: that of its options, or the driver's own where it simulates time
     * (R16.5). Does not block; works after closing (R2.2).
     */
    TimeSource timeSource();

    /** Returns the host's memory as it is now (R3.5). */
    HostMemory memory();

    /** Returns all VMs that the host knows, each once, those that are off included (R3.6). */
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

    /**
     * Stops a running VM's CPUs; its state stays in memory (R6.3). Pausing a VM that is paused is left to the hypervisor: it
     * does nothing, or is refused (R6.12).
     */
    void pause(VmId vm);

    /** Lets a paused VM run on (R6.5). One that runs is refused (R6.6). */
    void resume(VmId vm);

    /** Asks the guest to shut down, and returns before it has; it may ignore this (R6.7). */
    void requestShutdown(VmId vm);

    /** Ends a VM at once, as if its power was cut; when this returns, it has ended (R6.9). */
    void destroy(VmId vm);

    /** Suspends a VM to a file on its host, which exists and is whole when this returns (R7.1). */
    void save(VmId vm, String file);

    /**
     * Restores a VM from a file on this host; the file stays.
     *
     * @return the identity of the restored VM
     * @throws DuplicateVmException if that VM is active already; nothing has changed
     * @throws InsufficientCapacityException if the host has no memory for it; nothing has changed
     */
    VmId restore(String file);

    /** Removes the definition of a VM (R5.6). One that is active goes on until it ends, and then is gone (R5.7). */
    void undefine(VmId vm);

    /**
     * Measures how fast a running VM rewrites its memory. Does not block (R8.7). An error may be thrown at once or be the end of
     * the stage: callers expect both (R8.8).
     *
     * @param period how long to measure, more than 0; the sample says which period was really measured
     * @return completes with the sample, or exceptionally with one of the errors above
     */
    CompletionStage<DirtyRateSample> measureDirtyRate(VmId vm, Duration period);

    /**
     * Returns a VM's share of the CPUs.
     *
     * @throws VmStateException if it is off: it has none then (R17.2)
     */
    default CpuSchedule cpuSchedule(VmId vm) {
        throw new UnsupportedCapabilityException(Capability.CPU_SCHEDULING, uri());
    }

    /**
     * Sets a VM's share of the CPUs, which holds at least until it ends or leaves this host (R17.1).
     *
     * @throws IllegalArgumentException if the hypervisor has no such weight or cap; nothing has changed
     * @throws VmStateException if it is off; nothing has changed (R17.2)
     */
    default void setCpuSchedule(VmId vm, CpuSchedule schedule) {
        throw new UnsupportedCapabilityException(Capability.CPU_SCHEDULING, uri());
    }

    /**
     * Returns the CPUs of this host on which a VM's virtual CPUs may run, those of the one and of the other; without pins all
     * of the host (R17.6).
     *
     * @throws VmStateException if it is off: it has none then (R17.8)
     */
    default CpuSet allowedCpus(VmId vm) {
        throw new UnsupportedCapabilityException(Capability.CPU_PINNING, uri());
    }

    /**
     * Has all of a VM's virtual CPUs run on these CPUs only, at least until it ends or leaves this host; all CPUs of the host
     * end that (R17.6).
     *
     * @throws IllegalArgumentException if this host has not all of these CPUs; nothing has changed (R17.7)
     * @throws VmStateException if it is off; nothing has changed (R17.8)
     */
    default void pin(VmId vm, CpuSet cpus) {
        throw new UnsupportedCapabilityException(Capability.CPU_PINNING, uri());
    }

    /**
     * Asks a running VM's guest to make do with that much memory, and returns before it has followed (R17.3).
     *
     * @param target as {@link VmConfig#requireMemoryTarget} allows
     * @throws IllegalArgumentException if {@code target} is less or more than that; nothing has changed (R17.4)
     * @throws VmStateException if the VM does not run, or is on its way; nothing has changed (R17.5)
     * @throws InsufficientCapacityException if the host has no room for what it would get back; nothing has changed
     */
    default void setMemoryTarget(VmId vm, DataSize target) {
        throw new UnsupportedCapabilityException(Capability.MEMORY_TARGET, uri());
    }

    /**
     * Calls {@code listener} for each event of each VM of this host, in order and one at a time, on a thread of the driver; it
     * must not block (R9.1, R9.9). What it throws is logged, and keeps nothing from other listeners (R9.5). Ends with the session
     * at the latest (R9.8).
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
     * @throws VmStateException if no post-copy migration of this VM broke; nothing has changed (R13.12)
     */
    default MigrationJob recoverPostCopy(VmId vm, DriverSession destination, MigrationRequest request) {
        throw new UnsupportedCapabilityException(Capability.POST_COPY_RECOVERY, uri());
    }

    /**
     * Returns which of these VMs a migration is taking away from this host right now, whoever asked for it (R10.11).
     *
     * @param vms VMs of this host; those that it does not have are left out
     */
    default Set<VmId> departing(Set<VmId> vms) {
        return Set.of();
    }

    /**
     * Returns the states of VMs in this host's buffers, those on their way included; none without the capability of any
     * suspend-copy-resume. Changes nothing (R10.8), and is cheap enough to be called at the start and the end of everything.
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
     * Starts to migrate a VM and returns at once (R10.1): one that runs, one that somebody paused where there is {@code
     * PAUSED_MIGRATION} (R13.16), or in mode {@code Offline} one that is off (R13.17). The caller has checked all that {@link #preflight}
     * names and found nothing that refuses it. A VM that is on its way already, or whose name another VM has got at the
     * destination meanwhile, is refused, or the job fails; the VM, the other one and the first job go on (R10.6, R10.7).
     *
     * @param destination an open session of the same driver to another host; it must stay open until the job ends
     * @return the job; whatever goes wrong from now on is its outcome, as a {@link MigrationFailedException} where no other
     *     type fits
     * @throws IllegalArgumentException if {@code destination} is of another driver; nothing has changed (R10.4)
     * @throws SessionClosedException if this session or {@code destination} is closed; nothing has changed (R10.5)
     */
    MigrationJob migrate(VmId vm, DriverSession destination, MigrationRequest request);

    /**
     * Returns a request as the hypervisor takes it: limits that it rounds are rounded, so that predictions reckon with what will
     * hold. The rest is as it was. Does not block.
     */
    default MigrationRequest effective(MigrationRequest request) {
        return request;
    }

    /**
     * Returns how much memory a host needs to take in a VM of that configuration, the hypervisor's own share included (R8.5).
     * Does not block.
     */
    default DataSize memoryNeeded(VmConfig config) {
        return config.memory();
    }

    /**
     * Closes the session; VMs stay as they are (R2.6). Jobs under way are the hypervisors' and go on there; their
     * {@code completion()} here ends as failed with an unknown location (R15.6, R15.7). Idempotent; never throws (R2.3).
     */
    @Override
    void close();
}
