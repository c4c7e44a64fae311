package io.vacate.api;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An open session to a physical server and its hypervisor. {@link Hosts} opens it; closing it leaves the host and its VMs
 * as they are.
 *
 * <p>Safe for use by several threads. Unless said otherwise each method asks the host and blocks until it has answered; it
 * throws {@link SessionClosedException} after {@link #close()} and {@link HostUnreachableException} if the connection is
 * lost, in which case what was asked may have been done.
 */
public interface Host extends AutoCloseable {
    /** Returns the address that the session was opened with. Does not block. */
    HostUri uri();

    /** Returns identity, name, hypervisor, CPU and memory, as they were when the session opened. Does not block. */
    HostInfo info();

    /** Returns what this session can do; fixed while it is open. Does not block. */
    Set<Capability> capabilities();

    /** Returns the clock by which this host's jobs run: simulated hosts have a time of their own. Does not block. */
    TimeSource timeSource();

    /** Returns total and free memory now. */
    HostMemory memory();

    /**
     * Returns how much memory a host of this driver needs to take in a VM of that configuration, the hypervisor's own share
     * included. Does not block.
     */
    DataSize memoryNeeded(VmConfig config);

    /**
     * Returns a request as the host's hypervisor takes it: with the limits that it rounds as they will hold. Does not block.
     */
    MigrationRequest effective(MigrationRequest request);

    /** Returns all VMs that the host knows, those that are off included, by name. */
    List<VM> vms();

    /**
     * Finds a VM.
     *
     * @param nameOrId its name, or its UUID in canonical form; a name wins over a UUID
     * @throws UnknownVmException if the host has none of that name or UUID
     */
    VM vm(String nameOrId);

    /** Returns statistics of all VMs, fetched in one call where the hypervisor can. */
    List<VmStats> statistics();

    /**
     * Defines a VM without starting it.
     *
     * @throws UnsupportedCapabilityException without {@code DEFINE}; nothing has changed
     * @throws DuplicateVmException if its identity or name is taken; nothing has changed
     * @throws InvalidDefinitionException if the hypervisor refuses it; nothing has changed
     */
    VM define(VmConfig config);

    /**
     * Defines a VM from the hypervisor's own form, such as libvirt's domain XML, without starting it. XML with a document
     * type or entities is refused.
     *
     * @throws UnsupportedCapabilityException without {@code DEFINE}; nothing has changed
     * @throws DuplicateVmException if its identity or name is taken; nothing has changed
     * @throws InvalidDefinitionException if it cannot be read, is unsafe to read, or is refused; nothing has changed
     */
    VM defineNative(String definition);

    /**
     * Restores a VM from a file on this host, made by {@link VM#save}. The file stays.
     *
     * @throws UnsupportedCapabilityException without {@code SAVE_RESTORE}; nothing has changed
     * @throws DuplicateVmException if that VM is active already; nothing has changed
     */
    VM restore(String file);

    /**
     * Returns what this host says of VMs: whether it has them, is sending them away, or keeps their state in a buffer. What
     * follows from the answers of several hosts is decided by {@link io.vacate.api.location.VmAnswers}.
     *
     * @param vms any VMs
     * @return an answer for each of them; {@link HostAnswer.Silent} for those that may wait in buffers which cannot be looked into
     */
    Map<VmId, HostAnswer> answers(Set<VmId> vms);

    /**
     * Returns the states of VMs in buffers of this host: of those whose suspend-copy-resume was interrupted, by a crash of this
     * program or of a host, and of those that are on their way now ({@link SuspendedVm#activity()}). Unless the host has it
     * among {@link #vms()}, such a VM may exist nowhere else. One that was interrupted runs nowhere until {@link
     * #resumeSuspended} brings it back. Changes nothing, and may be called often, by several threads and programs at once.
     */
    List<SuspendedVm> suspendedVms();

    /**
     * Ends an interrupted suspend-copy-resume: the VM runs on at exactly one of both hosts, and no buffer of it is left. It is
     * resumed at its source, unless it had been resumed at its destination already.
     *
     * @param vm a VM of {@link #suspendedVms()}, of this host or of {@code other}
     * @param other the other host of that migration, open
     * @return the VM where it is now
     * @throws UnsupportedCapabilityException without the capability of any suspend-copy-resume; nothing has changed
     * @throws UnknownVmException if neither host has anything of that VM; nothing has changed
     * @throws HostUnreachableException if {@code other} does not answer, so that the VM may run there; nothing has changed
     */
    VM resumeSuspended(VmId vm, Host other);

    /**
     * Calls {@code listener} for each event of each VM of this host, in order, on a thread of the driver; it must not block.
     *
     * @throws UnsupportedCapabilityException without {@code LIFECYCLE_EVENTS}
     */
    Subscription subscribe(Consumer<VmEvent> listener);

    /**
     * Closes the session. Migrations under way are the hypervisors' and go on there; what became of them must then be
     * asked anew. Idempotent; never throws.
     */
    @Override
    void close();
}
