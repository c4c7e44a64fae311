package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmSummary;
import io.vacate.model.batch.BatchGroup;
import io.vacate.model.batch.BatchPrecedence;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Constraints;
import io.vacate.orchestrator.inventory.HostInventory;
import io.vacate.orchestrator.network.HostNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Constraints, with the hosts and VMs that their names stand for. */
final class Rules {
    private final Constraints constraints;
    private final Map<String, String> hosts = new TreeMap<>();

    /**
     * Checks that each name stands for something.
     *
     * @throws IllegalArgumentException if one does not
     */
    Rules(Constraints constraints, HostNames names, List<HostInventory> inventory) {
        this.constraints = constraints;
        Set<String> vms = new HashSet<>();
        for (HostInventory each : inventory) {
            Host host = each.host();
            String name = names.of(host);
            hosts.put(name, name);
            hosts.put(host.uri().toString(), name);
            hosts.putIfAbsent(host.info().name(), name);
            each.vms().stream().map(VmStats::summary).forEach(vm -> {
                vms.add(vm.name());
                vms.add(vm.id().toString());
            });
        }
        constraints.hosts().keySet().forEach(this::host);
        constraints.vms().forEach((vm, of) -> {
            requireKnown(vm, vms);
            of.destinations().forEach(this::host);
        });
        constraints.precedences().forEach(each -> {
            requireKnown(each.before(), vms);
            requireKnown(each.after(), vms);
        });
        constraints.groups().forEach(group -> group.vms().forEach(vm -> requireKnown(vm, vms)));
    }

    private static void requireKnown(String vm, Set<String> known) {
        if (!known.contains(vm)) {
            throw new IllegalArgumentException(
                    "constraints: VM '%s' is on none of these hosts; nothing was changed".formatted(vm));
        }
    }

    private String host(String named) {
        return Optional.ofNullable(hosts.get(named))
                .orElseThrow(() -> new IllegalArgumentException(
                        "constraints: host '%s' is neither to be emptied nor a destination; there are %s; nothing was changed"
                                .formatted(
                                        named,
                                        Set.copyOf(hosts.values()).stream()
                                                .sorted()
                                                .toList())));
    }

    Constraints all() {
        return constraints;
    }

    /** Tells whether VMs that stay matter. */
    boolean concernsResidents() {
        return !constraints.groups().isEmpty()
                || constraints.hosts().values().stream()
                        .anyMatch(of -> of.cpus().isPresent() || of.memory().isPresent());
    }

    /** Returns what holds for a host. */
    Constraints.OfHost of(String name) {
        return constraints.hosts().entrySet().stream()
                .filter(each -> host(each.getKey()).equals(name))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse(Constraints.OfHost.ANY);
    }

    /** Returns what holds for a VM, with destinations as a plan names them. */
    Constraints.OfVm of(VmSummary vm) {
        Constraints.OfVm of = Stream.of(vm.id().toString(), vm.name())
                .flatMap(name -> Optional.ofNullable(constraints.vms().get(name)).stream())
                .findFirst()
                .orElse(Constraints.OfVm.ANY);
        return new Constraints.OfVm(
                of.destinations().stream().map(this::host).toList(), of.window(), of.priority(), of.ways());
    }

    /** Returns names of VMs, which constraints may use, with those that a plan has for them. */
    private static Map<String, String> ids(List<BatchVm> vms) {
        Map<String, String> ids = new HashMap<>();
        for (BatchVm vm : vms) {
            ids.put(vm.profile().name(), vm.id());
            ids.put(vm.profile().id().toString(), vm.id());
            ids.put(vm.id(), vm.id());
        }
        return ids;
    }

    /** Returns which move waits for which; a VM that does not move, such as one that is off, is waited for by none. */
    List<BatchPrecedence> precedences(List<BatchVm> vms) {
        Map<String, String> ids = ids(vms.stream().filter(BatchVm::mustMove).toList());
        return constraints.precedences().stream()
                .filter(each -> ids.containsKey(each.before()) && ids.containsKey(each.after()))
                .map(each ->
                        new BatchPrecedence(ids.getOrDefault(each.before(), ""), ids.getOrDefault(each.after(), "")))
                .toList();
    }

    /** Returns how VMs are bound to each other; one that is off is bound to none. */
    List<BatchGroup> groups(List<BatchVm> vms) {
        Map<String, String> ids = ids(vms);
        return constraints.groups().stream()
                .map(group -> new Bound(
                        group.kind(),
                        group.vms().stream()
                                .flatMap(vm -> Optional.ofNullable(ids.get(vm)).stream())
                                .distinct()
                                .toList()))
                .filter(bound -> bound.vms().size() > 1)
                .map(bound -> new BatchGroup(bound.kind(), bound.vms()))
                .toList();
    }

    private record Bound(BatchGroup.Kind kind, List<String> vms) {}
}
