package io.vacate.api;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.preflight.Preflight;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A virtual machine as one host knows it. It stays that host's: after a migration the VM is found anew at its destination,
 * and this object throws {@link UnknownVmException}.
 *
 * <p>Safe for use by several threads. Unless said otherwise each method asks the host and blocks until it has answered; it
 * throws
 *
 * <ul>
 *   <li>{@link SessionClosedException} once the host's session is closed; nothing was asked of the host
 *   <li>{@link HostUnreachableException} if the connection is lost; what was asked may have been done
 *   <li>{@link UnknownVmException} if the VM is no longer there; nothing has changed
 *   <li>{@link VmStateException} if the VM's state does not allow it; nothing has changed
 *   <li>{@link UnsupportedCapabilityException} if the session cannot do it; nothing has changed
 *   <li>{@link OperationFailedException} for what else the hypervisor may report; the message says what is left
 * </ul>
 */
public interface VM {
    /** Returns its identity, which it keeps wherever it goes. Does not block. */
    VmId id();

    /** Returns its name on this host when this object was made. Does not block. */
    String name();

    /** Returns the host that this object belongs to. Does not block. */
    Host host();

    /** Returns what it does now, and why. */
    VmStatus status();

    /** Returns memory, virtual CPUs, disks and network cards. */
    VmConfig config();

    /** Returns its statistics; {@link Host#statistics()} fetches those of all VMs at once. */
    VmStats statistics();

    /** Starts it from off. */
    void start();

    /** Stops its CPUs; its state stays in memory. */
    void pause();

    /** Lets it run on after a pause. */
    void resume();

    /** Asks the guest to shut down, and returns before it has; it may ignore this. */
    void requestShutdown();

    /** Ends it at once, as if its power was cut. What it had not written to disk is lost. */
    void destroy();

    /**
     * Suspends it to a file on its host; it is off when this returns, and the file is whole.
     *
     * @param file absolute path on the host
     */
    void save(String file);

    /** Removes its definition. If it is active it goes on until it ends. */
    void undefine();

    /**
     * Measures how fast it rewrites its memory. Does not block.
     *
     * @param period how long to measure, more than 0; the sample says which period was really measured
     * @return completes with the sample, or exceptionally with one of the errors above
     */
    CompletionStage<DirtyRateSample> measureDirtyRate(Duration period);

    /**
     * Returns its share of the CPUs.
     *
     * @throws VmStateException if it is off: it has none then
     * @throws UnsupportedCapabilityException without {@code CPU_SCHEDULING}
     */
    CpuSchedule cpuSchedule();

    /**
     * Sets its share of the CPUs, which holds until it ends or leaves its host; on KVM hosts it takes it along.
     *
     * @throws IllegalArgumentException if the hypervisor has no such weight, or the host has not as much CPU time as the cap
     *     allows; nothing has changed
     * @throws VmStateException if it is off; nothing has changed
     * @throws UnsupportedCapabilityException without {@code CPU_SCHEDULING}; nothing has changed
     */
    void setCpuSchedule(CpuSchedule schedule);

    /**
     * Returns the CPUs of the host on which its virtual CPUs may run: all of them unless it is pinned.
     *
     * @throws VmStateException if it is off: it has none then
     * @throws UnsupportedCapabilityException without {@code CPU_PINNING}
     */
    CpuSet allowedCpus();

    /**
     * Has its virtual CPUs run on these CPUs of the host only, until it ends or leaves its host; on KVM hosts it takes its pins
     * along, and a host without these CPUs does not take it in. What the hypervisor does beside is pinned to nothing.
     *
     * @throws IllegalArgumentException if the host has not all of these CPUs; nothing has changed
     * @throws VmStateException if it is off; nothing has changed
     * @throws UnsupportedCapabilityException without {@code CPU_PINNING}; nothing has changed
     */
    void pin(CpuSet cpus);

    /**
     * Lets it run on all CPUs of its host again.
     *
     * @throws VmStateException if it is off; nothing has changed
     * @throws UnsupportedCapabilityException without {@code CPU_PINNING}; nothing has changed
     */
    void unpin();

    /**
     * Asks its guest to make do with that much memory, by a balloon in it; this holds until the VM ends or leaves its host.
     * Returns before the guest has followed, which {@link VmStats#memory} tells; a guest without a balloon driver never does.
     * One that needs more than it is left may kill its own programs.
     *
     * @param target from {@link VmConfig#SMALLEST_MEMORY_TARGET} to the memory that it is configured with
     * @throws IllegalArgumentException if {@code target} is out of this range; nothing has changed
     * @throws VmStateException if it does not run, or is on its way to another host; nothing has changed
     * @throws InsufficientCapacityException if the host has no room for what it would get back; nothing has changed
     * @throws UnsupportedCapabilityException without {@code MEMORY_TARGET}; nothing has changed
     */
    void setMemoryTarget(DataSize target);

    /**
     * Checks a migration without starting it: all at once, what would refuse it and what is worth knowing.
     *
     * @param destination an open host
     * @return what was found; a migration with the same request is refused for what {@link Preflight#refusals} returns
     */
    Preflight preflight(Host destination, MigrationRequest request);

    /**
     * Takes up a post-copy migration that broke, while this half of the VM and the one at the destination are both there.
     *
     * @param destination the same host as before, open
     * @param request as before; only what concerns the connection, its bandwidth, and what is done when it stalls, counts
     * @throws VmStateException if no post-copy migration of this VM broke; nothing has changed
     * @throws UnsupportedCapabilityException without {@code POST_COPY_RECOVERY}; nothing has changed
     */
    MigrationJob recoverPostCopy(Host destination, MigrationRequest request);

    /**
     * Checks the request against both hosts, starts the migration, and returns its job without waiting for its end.
     *
     * @param destination an open host of the same driver; it must stay open until the job ends
     * @throws SameHostException if both are one host; nothing has changed
     * @throws UnsupportedCapabilityException if the source cannot do what is requested; nothing has changed
     * @throws VmStateException if the VM is not running, unless somebody paused it and {@code PAUSED_MIGRATION} is there; or, in mode
     *     {@link io.vacate.api.migration.MigrationMode.Offline}, is not off; nothing has changed
     * @throws DuplicateVmException if the destination has a VM of that identity or name; nothing has changed
     * @throws InsufficientCapacityException if the destination has no room for it; nothing has changed
     * @throws InvalidDefinitionException if the definition for the destination is another VM's; nothing has changed
     * @throws MigrationRefusedException if something else speaks against it, or several things do; nothing has changed
     * @throws IllegalArgumentException if the hosts have different drivers; nothing has changed
     */
    MigrationJob migrateTo(Host destination, MigrationRequest request);
}
