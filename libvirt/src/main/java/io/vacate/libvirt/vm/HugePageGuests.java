package io.vacate.libvirt.vm;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.xml.DomainXml;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The VMs of a host whose memory is in huge pages. Linux does not count these among what a process holds, so that libvirt's
 * statistics show a few MiB for a VM that holds all of its memory. A VM is asked about once. Thread-safe.
 */
public final class HugePageGuests {
    private static final Logger LOG = LoggerFactory.getLogger(HugePageGuests.class);

    private final Connection connection;
    private final Map<VmId, DataSize> known = new ConcurrentHashMap<>();

    /** Asks nothing yet. */
    public HugePageGuests(Connection connection) {
        this.connection = connection;
    }

    /** Returns how much of an active VM's memory is in huge pages; 0 if that cannot be told. */
    public DataSize memory(VmId vm) {
        return known.computeIfAbsent(vm, this::ask);
    }

    private DataSize ask(VmId vm) {
        try {
            return DomainXml.parse(VmLookups.xml(connection, vm)).hugeMemory();
        } catch (HypervisorException gone) {
            LOG.debug("Whether VM {} is in huge pages is not known", vm, gone);
            return DataSize.ZERO;
        }
    }

    /** Adds what is in huge pages to what a VM's process holds: all of it is given to the VM when it starts. */
    public VmStats complete(VmStats stats) {
        if (!stats.summary().status().state().isActive()) {
            known.remove(stats.summary().id());
            return stats;
        }
        DataSize huge = memory(stats.summary().id());
        if (huge.isZero()) {
            return stats;
        }
        VmStats.Builder whole = VmStats.builder(stats.summary(), stats.vcpus(), stats.memory())
                .residentMemory(stats.residentMemory().orElse(DataSize.ZERO).plus(huge));
        stats.cpuTime().ifPresent(whole::cpuTime);
        return whole.build();
    }
}
