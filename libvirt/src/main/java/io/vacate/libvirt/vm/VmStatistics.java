package io.vacate.libvirt.vm;

import io.vacate.api.error.UnknownVmException;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.libvirt.connection.Connection;
import java.util.List;
import java.util.function.BiFunction;

/** How a host's VMs are listed and counted. Each method blocks until the host has answered. Thread-safe. */
public interface VmStatistics {
    /**
     * Returns what asks a host.
     *
     * @param inBulk whether its hypervisor tells of all VMs in one call
     * @param seen corrects what the host says of a VM, where it is asked of each VM
     */
    static VmStatistics of(Connection connection, boolean inBulk, BiFunction<VmId, VmStatus, VmStatus> seen) {
        return inBulk ? new BulkStatistics(connection) : new SeparateStatistics(connection, seen);
    }

    /** Lists all VMs. */
    List<VmSummary> summaries();

    /** Returns the statistics of all VMs. */
    List<VmStats> statistics();

    /**
     * Returns the statistics of one VM.
     *
     * @throws UnknownVmException if the host has no such VM
     */
    VmStats statistics(VmId vm);
}
