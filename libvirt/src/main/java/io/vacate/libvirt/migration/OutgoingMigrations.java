package io.vacate.libvirt.migration;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.vm.VmLookups;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The migrations that leave a host by its session's doing: of each VM one at a time. Thread-safe. */
public final class OutgoingMigrations {
    private final LibvirtHost host;
    private final Set<Capability> capabilities;
    private final Map<VmId, LibvirtMigrationJob> jobs = new ConcurrentHashMap<>();

    /**
     * Begins with none.
     *
     * @param capabilities what the host's session can do; decides what may be requested of a migration under way
     */
    public OutgoingMigrations(LibvirtHost host, Set<Capability> capabilities) {
        this.host = host;
        this.capabilities = Set.copyOf(capabilities);
    }

    /**
     * Refuses to go on where a VM is on its way already, whoever migrates it.
     *
     * @throws VmStateException if it is; the migration goes on
     */
    public void requireNone(VmId vm) {
        if (jobs.containsKey(vm) || JobStatistics.now(host.connection(), vm).isOutgoingMigration()) {
            throw migratesAlready(vm);
        }
    }

    /**
     * Tells whether a host's libvirt is at work on a VM: migrating it, or what its driver does not tell apart from that.
     *
     * @throws io.vacate.api.error.UnknownVmException if the host has no such VM
     */
    public static boolean isAtWork(LibvirtHost host, VmId vm) {
        return JobStatistics.now(host.connection(), vm).isOutgoingMigration();
    }

    private VmStateException migratesAlready(VmId vm) {
        return new VmStateException("VM %s is being migrated from %s already; that goes on".formatted(vm, host.uri()));
    }

    /**
     * Starts a migration, and returns at once.
     *
     * @param undefineFlags the {@code VIR_DOMAIN_UNDEFINE_…} flags that the hypervisor understands
     * @throws VmStateException if one of the VM is under way here; that goes on
     */
    public MigrationJob start(VmId vm, LibvirtHost destination, MigrationCommand command, int undefineFlags) {
        LeftDefinition left = new LeftDefinition(host, destination, vm, undefineFlags);
        LibvirtMigrationJob job = new LibvirtMigrationJob(
                this,
                destination,
                vm,
                command,
                left,
                VmLookups.status(host.connection(), vm).isPausedByUser());
        if (jobs.putIfAbsent(vm, job) != null) {
            throw migratesAlready(vm);
        }
        job.start();
        return job;
    }

    /**
     * Starts to move the definition of a VM that is off, and returns at once.
     *
     * @param undefineFlags the {@code VIR_DOMAIN_UNDEFINE_…} flags that the hypervisor understands
     */
    public MigrationJob startOffline(VmId vm, LibvirtHost destination, MigrationCommand command, int undefineFlags) {
        return OfflineJob.start(host, destination, vm, command, undefineFlags);
    }

    /**
     * Corrects what libvirt says of a VM: one that stands still while it is copied is paused, though libvirt does not always
     * know that its hypervisor has suspended it.
     */
    public VmStatus seen(VmId vm, VmStatus told) {
        LibvirtMigrationJob job = jobs.get(vm);
        return job != null && job.standsStill() && told.state() == VmState.RUNNING
                ? new VmStatus(VmState.PAUSED, StateReason.MIGRATION)
                : told;
    }

    LibvirtHost host() {
        return host;
    }

    Set<Capability> capabilities() {
        return capabilities;
    }

    /** The VM may be migrated anew. */
    void ended(VmId vm) {
        jobs.remove(vm);
    }
}
