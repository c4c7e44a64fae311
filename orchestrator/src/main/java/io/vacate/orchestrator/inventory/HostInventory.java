package io.vacate.orchestrator.inventory;

import io.vacate.api.Host;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostMemory;
import io.vacate.api.vm.VmStats;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A host, its memory and its VMs at one moment.
 *
 * @param host the open host
 * @param memory total and free memory
 * @param vms statistics of all VMs, those that are off included, by name
 */
public record HostInventory(Host host, HostMemory memory, List<VmStats> vms) {
    /** Orders and copies the VMs. */
    public HostInventory {
        vms = vms.stream()
                .sorted(Comparator.comparing((VmStats vm) -> vm.summary().name())
                        .thenComparing(vm -> vm.summary().id()))
                .toList();
    }

    /**
     * Asks a host for its memory and VMs.
     *
     * @throws HostUnreachableException if it does not answer
     */
    public static HostInventory of(Host host) {
        return new HostInventory(host, host.memory(), host.statistics());
    }

    /**
     * Checks that no host is among {@code hosts} twice, be it through another URI.
     *
     * @throws SameHostException if one is; nothing has changed
     */
    public static void requireDistinct(Collection<Host> hosts) {
        Map<HostId, Host> seen = new HashMap<>();
        for (Host host : hosts) {
            Host twin = seen.putIfAbsent(host.info().id(), host);
            if (twin != null) {
                throw new SameHostException(twin.uri(), host.uri());
            }
        }
    }

    /** Returns the VMs that may hold memory of the host: all but those that are known to be off. */
    public List<VmStats> active() {
        return vms.stream().filter(vm -> vm.summary().status().state().mayRun()).toList();
    }
}
