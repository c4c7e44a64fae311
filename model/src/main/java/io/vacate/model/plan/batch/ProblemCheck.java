package io.vacate.model.plan.batch;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Checks that the parts of a problem fit together. */
final class ProblemCheck {
    private final Map<String, BatchHost> hosts;
    private final Map<String, BatchLink> links;
    private final Map<String, BatchVm> vms;

    ProblemCheck(List<BatchHost> hosts, List<BatchSwitch> switches, List<BatchLink> links, List<BatchVm> vms) {
        this.hosts = byName(hosts, BatchHost::id, "host");
        this.links = byName(links, BatchLink::id, "link");
        this.vms = byName(vms, BatchVm::id, "VM");
        Set<String> nodes =
                new HashSet<>(byName(switches, BatchSwitch::id, "switch").keySet());
        for (BatchHost host : hosts) {
            require(nodes.add(host.id()), "host '%s' has the name of a switch", host.id());
        }
        for (BatchLink link : links) {
            require(nodes.contains(link.a()), "end '%s' of link '%s' is no host or switch", link.a(), link.id());
            require(nodes.contains(link.b()), "end '%s' of link '%s' is no host or switch", link.b(), link.id());
        }
    }

    private static <T> Map<String, T> byName(List<T> all, Function<T, String> name, String kind) {
        Map<String, T> result = new HashMap<>();
        for (T one : all) {
            require(result.put(name.apply(one), one) == null, "%s '%s' comes twice", kind, name.apply(one));
        }
        return result;
    }

    void check(List<BatchRoute> routes, List<BatchPrecedence> precedences, List<BatchGroup> groups) {
        Map<String, Set<String>> routed = new HashMap<>();
        for (BatchRoute route : routes) {
            check(route);
            boolean first = routed.computeIfAbsent(route.from(), from -> new HashSet<>())
                    .add(route.to());
            require(first, "the route from '%s' to '%s' comes twice", route.from(), route.to());
        }
        for (BatchVm vm : vms.values()) {
            check(vm);
            if (vm.mustMove() && vm.destinations().size() == 1) {
                String to = vm.destinations().get(0);
                boolean reached = routed.getOrDefault(vm.host(), Set.of()).contains(to);
                require(reached, "VM '%s' has no route from '%s' to its destination '%s'", vm.id(), vm.host(), to);
            }
        }
        for (BatchPrecedence precedence : precedences) {
            known(precedence.before(), "precedence");
            known(precedence.after(), "precedence");
            require(
                    !precedence.before().equals(precedence.after()),
                    "VM '%s' must not precede itself",
                    precedence.before());
        }
        groups.forEach(group -> group.vms().forEach(vm -> known(vm, "group")));
    }

    private void known(String vm, String where) {
        require(vms.containsKey(vm), "VM '%s' of a %s is not known", vm, where);
    }

    private void check(BatchVm vm) {
        BatchHost host = hosts.get(vm.host());
        require(host != null, "host '%s' of VM '%s' is not known", vm.host(), vm.id());
        if (host == null) {
            return;
        }
        require(
                host.initialState() == HostState.ONLINE,
                "VM '%s' cannot be on host '%s', which is offline",
                vm.id(),
                vm.host());
        require(
                vm.mustMove() || host.finalState() == HostState.ONLINE,
                "VM '%s' must move, as its host '%s' is to be shut down",
                vm.id(),
                vm.host());
        for (String destination : vm.destinations()) {
            require(hosts.containsKey(destination), "destination '%s' of VM '%s' is not known", destination, vm.id());
        }
    }

    private void check(BatchRoute route) {
        String name = "the route from '%s' to '%s'".formatted(route.from(), route.to());
        require(hosts.containsKey(route.from()), "%s leaves a host that is not known", name);
        require(hosts.containsKey(route.to()), "%s leads to a host that is not known", name);
        String at = route.from();
        for (Hop hop : route.hops()) {
            BatchLink link = links.get(hop.link());
            require(link != null, "%s uses link '%s', which is not known", name, hop.link());
            if (link == null) {
                return;
            }
            String begin = hop.forward() ? link.a() : link.b();
            require(begin.equals(at), "%s is broken: %s begins at '%s', not at '%s'", name, hop, begin, at);
            require(
                    route.limit().compareTo(link.capacity(hop.forward())) <= 0,
                    "%s has a limit of %s, more than its link %s carries",
                    name,
                    route.limit(),
                    hop);
            at = hop.forward() ? link.b() : link.a();
        }
        require(at.equals(route.to()), "%s is broken: its last link ends at '%s'", name, at);
    }

    private static void require(boolean holds, String message, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(message.formatted(values));
        }
    }
}
