package io.vacate.model.batch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Checks that the parts of a problem fit together. */
final class BatchCheck {
    private final Map<String, BatchHost> hosts;
    private final Map<String, BatchLink> links;
    private final Map<String, BatchVm> vms;

    BatchCheck(List<BatchHost> hosts, List<BatchSwitch> switches, List<BatchLink> links, List<BatchVm> vms) {
        this.hosts = byName(hosts, BatchHost::id, "host");
        this.links = byName(links, BatchLink::id, "link");
        this.vms = byName(vms, BatchVm::id, "VM");
        Set<String> nodes =
                new HashSet<>(byName(switches, BatchSwitch::id, "switch").keySet());
        for (BatchHost host : hosts) {
            require(nodes.add(host.id()), () -> "host '%s' has the name of a switch".formatted(host.id()));
        }
        for (BatchLink link : links) {
            for (String end : List.of(link.a(), link.b())) {
                require(
                        nodes.contains(end),
                        () -> "end '%s' of link '%s' is no host or switch".formatted(end, link.id()));
            }
        }
    }

    private static <T> Map<String, T> byName(List<T> all, Function<T, String> name, String kind) {
        Map<String, T> result = new HashMap<>();
        for (T one : all) {
            boolean first = result.put(name.apply(one), one) == null;
            require(first, () -> "%s '%s' comes twice".formatted(kind, name.apply(one)));
        }
        return result;
    }

    void check(List<BatchRoute> routes, List<BatchPrecedence> precedences, List<BatchGroup> groups) {
        Map<String, Set<String>> routed = new HashMap<>();
        for (BatchRoute route : routes) {
            check(route);
            boolean first = routed.computeIfAbsent(route.from(), from -> new HashSet<>())
                    .add(route.to());
            require(first, () -> "the route from '%s' to '%s' comes twice".formatted(route.from(), route.to()));
        }
        for (BatchVm vm : vms.values()) {
            check(vm, routed.getOrDefault(vm.host(), Set.of()));
        }
        for (BatchPrecedence precedence : precedences) {
            String before = precedence.before();
            found(vms, before, () -> "VM '%s' of a precedence is not known".formatted(before));
            found(vms, precedence.after(), () -> "VM '%s' of a precedence is not known".formatted(precedence.after()));
            require(!before.equals(precedence.after()), () -> "VM '%s' must not precede itself".formatted(before));
        }
        groups.forEach(group ->
                group.vms().forEach(vm -> found(vms, vm, () -> "VM '%s' of a group is not known".formatted(vm))));
    }

    private void check(BatchVm vm, Set<String> reached) {
        BatchHost host =
                found(hosts, vm.host(), () -> "host '%s' of VM '%s' is not known".formatted(vm.host(), vm.id()));
        require(
                host.initialState() == HostState.ONLINE,
                () -> "VM '%s' cannot be on host '%s', which is offline".formatted(vm.id(), vm.host()));
        require(
                vm.mustMove() || host.finalState() == HostState.ONLINE,
                () -> "VM '%s' must move, as its host '%s' is to be shut down".formatted(vm.id(), vm.host()));
        for (String to : vm.destinations()) {
            found(hosts, to, () -> "destination '%s' of VM '%s' is not known".formatted(to, vm.id()));
        }
        if (vm.mustMove() && vm.destinations().size() == 1) {
            String to = vm.destinations().get(0);
            require(
                    reached.contains(to),
                    () -> "VM '%s' has no route from '%s' to its destination '%s'".formatted(vm.id(), vm.host(), to));
        }
    }

    private void check(BatchRoute route) {
        Supplier<String> name = () -> "the route from '%s' to '%s'".formatted(route.from(), route.to());
        found(hosts, route.from(), () -> name.get() + " leaves a host that is not known");
        found(hosts, route.to(), () -> name.get() + " leads to a host that is not known");
        String at = route.from();
        for (Hop hop : route.hops()) {
            String begin = at;
            BatchLink link = found(
                    links, hop.link(), () -> "%s uses link '%s', which is not known".formatted(name.get(), hop.link()));
            require(
                    begin.equals(hop.forward() ? link.a() : link.b()),
                    () -> "%s is broken: %s does not begin at '%s'".formatted(name.get(), hop, begin));
            require(
                    route.limit().compareTo(link.capacity(hop.forward())) <= 0,
                    () -> "%s has a limit of %s, more than its link %s carries"
                            .formatted(name.get(), route.limit(), hop));
            at = hop.forward() ? link.b() : link.a();
        }
        String end = at;
        require(end.equals(route.to()), () -> "%s is broken: its last link ends at '%s'".formatted(name.get(), end));
    }

    private static <T> T found(Map<String, T> all, String name, Supplier<String> message) {
        return Optional.ofNullable(all.get(name)).orElseThrow(() -> new IllegalArgumentException(message.get()));
    }

    private static void require(boolean holds, Supplier<String> message) {
        if (!holds) {
            throw new IllegalArgumentException(message.get());
        }
    }
}
