package io.vacate.model.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.NetworkBuilder;
import io.vacate.model.profile.NetworkProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A batch of migrations to be planned: hosts and the network between them, VMs, and the rules that their moves keep. Ids are
 * unique among VMs, among links, and among hosts and switches together.
 *
 * <p>What stands on a host when the batch starts is taken as a fact, even if it exceeds what the host has.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name name for people, not blank
 * @param hosts all hosts, including those that no VM leaves or reaches
 * @param switches what links connect beside hosts
 * @param links links with the capacities that they are sold with, one for each direction
 * @param efficiency share of each link's capacity that carries memory pages, above 0 and at most 1; see
 *     {@link NetworkProfile#PRIOR_EFFICIENCY}
 * @param vms all VMs, including those that stay, which hold memory and CPUs
 * @param routes the way from one host to another, at most one for each ordered pair; hosts without one exchange no VMs
 * @param precedences which move must have ended before which starts
 * @param groups VMs whose places depend on each other
 * @param limits limits of the batch as a whole
 */
public record Batch(
        String name,
        List<BatchHost> hosts,
        List<BatchSwitch> switches,
        List<BatchLink> links,
        double efficiency,
        List<BatchVm> vms,
        List<BatchRoute> routes,
        List<BatchPrecedence> precedences,
        List<BatchGroup> groups,
        BatchLimits limits) {
    /**
     * Copies the lists and checks that they fit together.
     *
     * @throws IllegalArgumentException if an id occurs twice or is unknown, a route is broken or faster than its links, or
     *     states contradict each other; the message names the thing and the value
     */
    public Batch {
        Check.notBlank(name, "name");
        Check.within(efficiency, 0, 1, "efficiency");
        hosts = List.copyOf(hosts);
        switches = List.copyOf(switches);
        links = List.copyOf(links);
        vms = List.copyOf(vms);
        routes = List.copyOf(routes);
        precedences = List.copyOf(precedences);
        groups = List.copyOf(groups);
        new BatchCheck(hosts, switches, links, vms).check(routes, precedences, groups);
    }

    /** Makes a batch whose links have the usual efficiency, {@link NetworkProfile#PRIOR_EFFICIENCY}. */
    public Batch(
            String name,
            List<BatchHost> hosts,
            List<BatchSwitch> switches,
            List<BatchLink> links,
            List<BatchVm> vms,
            List<BatchRoute> routes,
            List<BatchPrecedence> precedences,
            List<BatchGroup> groups,
            BatchLimits limits) {
        this(name, hosts, switches, links, NetworkProfile.PRIOR_EFFICIENCY, vms, routes, precedences, groups, limits);
    }

    /**
     * Makes a batch on hosts that one non-blocking switch connects, without limits or rules.
     *
     * @param name name for people, not blank
     * @param hosts all hosts; none may be called {@code switch}
     * @param speed of each host's full-duplex network card, as sold; more than 0
     * @param vms all VMs, including those that stay
     * @throws IllegalArgumentException as the constructors do
     */
    public static Batch star(String name, List<BatchHost> hosts, DataRate speed, List<BatchVm> vms) {
        List<String> ids = hosts.stream().map(BatchHost::id).toList();
        BatchSwitch middle = new BatchSwitch("switch", Optional.empty());
        List<BatchLink> cards = ids.stream()
                .map(id -> new BatchLink(id, id, middle.id(), speed, speed))
                .toList();
        List<BatchRoute> routes = ids.stream()
                .flatMap(from -> ids.stream()
                        .filter(to -> !to.equals(from))
                        .map(to -> new BatchRoute(from, to, List.of(new Hop(from, true), new Hop(to, false)), speed)))
                .toList();
        return new Batch(name, hosts, List.of(middle), cards, vms, routes, List.of(), List.of(), BatchLimits.NONE);
    }

    /** Returns the VMs that have to move, in their order. */
    public List<BatchVm> moving() {
        return vms.stream().filter(BatchVm::mustMove).toList();
    }

    /**
     * Returns a VM.
     *
     * @throws IllegalArgumentException if no VM has that id
     */
    public BatchVm vm(String id) {
        return vms.stream()
                .filter(vm -> vm.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("batch '%s' has no VM '%s'".formatted(name, id)));
    }

    /** Returns this batch with other limits. */
    public Batch with(BatchLimits others) {
        return new Batch(name, hosts, switches, links, efficiency, vms, routes, precedences, groups, others);
    }

    /**
     * Returns this batch with another efficiency of its links.
     *
     * @param share above 0, at most 1
     * @throws IllegalArgumentException if it is not
     */
    public Batch withEfficiency(double share) {
        return new Batch(name, hosts, switches, links, share, vms, routes, precedences, groups, limits);
    }

    /**
     * Returns the batch with some of its VMs only: nothing waits for the others, nothing is bound to them, and their hosts stay
     * on.
     */
    public Batch only(List<BatchVm> kept) {
        Set<String> ids = new HashSet<>();
        kept.forEach(vm -> ids.add(vm.id()));
        Set<String> occupied = new HashSet<>();
        vms.stream().filter(vm -> !ids.contains(vm.id())).forEach(vm -> occupied.add(vm.host()));
        List<BatchGroup> left = new ArrayList<>();
        for (BatchGroup group : groups) {
            List<String> members = group.vms().stream().filter(ids::contains).toList();
            if (members.size() > 1) {
                left.add(new BatchGroup(group.kind(), members));
            }
        }
        return new Batch(
                name,
                hosts.stream()
                        .map(host -> occupied.contains(host.id()) ? host.stayingOn() : host)
                        .toList(),
                switches,
                links,
                efficiency,
                kept,
                routes,
                precedences.stream()
                        .filter(each -> ids.contains(each.before()) && ids.contains(each.after()))
                        .toList(),
                left,
                limits);
    }

    /**
     * Returns hosts, links and routes as predictions use them: capacities are what {@link #efficiency} leaves for memory
     * pages.
     */
    public NetworkProfile network() {
        NetworkBuilder network = NetworkProfile.builder().efficiency(efficiency);
        hosts.forEach(host -> network.host(host.profile()));
        Map<Hop, String> names = new HashMap<>();
        Map<String, BatchLink> byId = new HashMap<>();
        for (BatchLink link : links) {
            byId.put(link.id(), link);
            for (boolean forward : new boolean[] {true, false}) {
                Hop hop = new Hop(link.id(), forward);
                names.put(hop, link.directed(forward));
                network.link(link.directed(forward), link.capacity(forward));
            }
        }
        Map<String, String> blocking = new HashMap<>();
        for (BatchSwitch one : switches) {
            one.capacity().ifPresent(capacity -> {
                String link = "switch '%s'".formatted(one.id());
                network.link(link, capacity);
                blocking.put(one.id(), link);
            });
        }
        for (BatchRoute route : routes) {
            Set<String> passed = new LinkedHashSet<>();
            Optional<DataRate> narrowest = Optional.empty();
            for (Hop hop : route.hops()) {
                passed.add(names.getOrDefault(hop, hop.toString()));
                BatchLink link = byId.getOrDefault(hop.link(), links.get(0));
                Stream.of(link.a(), link.b())
                        .filter(blocking::containsKey)
                        .forEach(node -> passed.add(blocking.getOrDefault(node, node)));
                DataRate capacity = link.capacity(hop.forward());
                narrowest = Optional.of(narrowest.map(capacity::min).orElse(capacity));
            }
            if (passed.isEmpty()) {
                String way = "way from '%s' to '%s'".formatted(route.from(), route.to());
                network.link(way, route.limit());
                passed.add(way);
            }
            network.route(route.from(), route.to(), List.copyOf(passed));
            if (narrowest.filter(route.limit()::equals).isEmpty()) {
                network.streamCap(route.from(), route.to(), route.limit());
            }
        }
        return network.build();
    }
}
