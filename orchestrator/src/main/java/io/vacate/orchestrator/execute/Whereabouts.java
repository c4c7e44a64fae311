package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmSummary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which VMs several hosts say that they have, at one moment. Immutable and thread-safe. */
public final class Whereabouts {
    private final Map<HostUri, List<VmSummary>> known;
    private final List<String> silent;

    private Whereabouts(Map<HostUri, List<VmSummary>> known, List<String> silent) {
        this.known = known;
        this.silent = silent;
    }

    /** Asks hosts, each once, and blocks until all have answered or failed to. */
    public static Whereabouts ask(Collection<Host> hosts) {
        Map<HostUri, List<VmSummary>> known = new LinkedHashMap<>();
        List<String> silent = new ArrayList<>();
        for (Host host : hosts) {
            try {
                known.put(
                        host.uri(),
                        host.statistics().stream().map(VmStats::summary).toList());
            } catch (HypervisorException unanswered) {
                silent.add(String.valueOf(unanswered.getMessage()));
            }
        }
        return new Whereabouts(known, List.copyOf(silent));
    }

    /** Returns what the hosts said that did not answer. */
    public List<String> silent() {
        return silent;
    }

    /** Returns the active VMs of a host; none if it did not answer. */
    public List<VmSummary> activeOn(HostUri host) {
        return known.getOrDefault(host, List.of()).stream()
                .filter(vm -> vm.status().state().isActive())
                .toList();
    }

    /**
     * Returns where a VM is.
     *
     * @return the one host on which it is active, or else the one that has it switched off; unknown if a host that might
     *     have it did not answer, or if it is active on several
     */
    public VmLocation of(VmId vm) {
        List<VmLocation.OnHost> active = new ArrayList<>();
        List<VmLocation.OnHost> off = new ArrayList<>();
        known.forEach((host, vms) -> vms.stream()
                .filter(found -> found.id().equals(vm))
                .forEach(found -> (found.status().state().isActive() ? active : off)
                        .add(new VmLocation.OnHost(host, found.status()))));
        if (active.size() > 1) {
            return new VmLocation.Unknown("it is active on several hosts: "
                    + active.stream().map(VmLocation.OnHost::toString).collect(Collectors.joining(", ")));
        }
        if (active.size() == 1) {
            return active.get(0);
        }
        if (!silent.isEmpty()) {
            return new VmLocation.Unknown(String.join("; ", silent));
        }
        return off.isEmpty() ? new VmLocation.Lost("no host that was asked has it") : off.get(0);
    }
}
