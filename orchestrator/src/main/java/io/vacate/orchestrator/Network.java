package io.vacate.orchestrator;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchSwitch;
import io.vacate.model.batch.Constraints;
import io.vacate.model.batch.Hop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The network of an evacuation: hosts at switches, or at a network that is no bottleneck. */
final class Network {
    private final Rules rules;
    private final String middle;
    private final Map<String, BatchLink> links = new HashMap<>();
    private final Map<Hop, Hop> hops = new HashMap<>();

    /**
     * Makes a network.
     *
     * @param speed of each host's link of which nothing else is said
     * @param hosts all hosts
     */
    Network(Rules rules, DataRate speed, List<BatchHost> hosts) {
        this.rules = rules;
        Set<String> taken = new HashSet<>();
        hosts.forEach(host -> taken.add(host.id()));
        rules.all().switches().forEach(one -> taken.add(one.id()));
        middle = unused("network", taken);
        for (Constraints.Switch one : rules.all().switches()) {
            String name = unused(one.id() + " uplink", taken);
            links.put(one.id(), new BatchLink(name, one.id(), middle, one.uplink(), one.uplink()));
        }
        for (BatchHost host : hosts) {
            Constraints.OfHost of = rules.of(host.id());
            links.put(
                    host.id(),
                    new BatchLink(
                            host.id(),
                            host.id(),
                            of.at().orElse(middle),
                            of.up().orElse(speed),
                            of.down().orElse(speed)));
        }
    }

    private static String unused(String name, Set<String> taken) {
        return taken.add(name) ? name : unused(name + "'", taken);
    }

    List<BatchSwitch> switches() {
        List<BatchSwitch> switches = new ArrayList<>();
        switches.add(new BatchSwitch(middle, Optional.empty()));
        rules.all().switches().forEach(one -> switches.add(new BatchSwitch(one.id(), one.capacity())));
        return switches;
    }

    List<BatchLink> links() {
        return links.values().stream()
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList();
    }

    /** Returns the way between two hosts. */
    BatchRoute route(String from, String to) {
        BatchLink out = link(from);
        BatchLink in = link(to);
        List<Hop> way = new ArrayList<>();
        way.add(hop(out, true));
        DataRate narrowest = out.forward().min(in.backward());
        if (!out.b().equals(in.b())) {
            for (boolean leaves : new boolean[] {true, false}) {
                Optional<BatchLink> uplink = uplink(leaves ? out : in);
                uplink.ifPresent(link -> way.add(hop(link, leaves)));
                narrowest = uplink.map(BatchLink::forward).map(narrowest::min).orElse(narrowest);
            }
        }
        way.add(hop(in, false));
        return new BatchRoute(from, to, way, narrowest);
    }

    /** Equal hops are one object: there are as many routes as pairs of hosts. */
    private Hop hop(BatchLink link, boolean forward) {
        return hops.computeIfAbsent(new Hop(link.id(), forward), hop -> hop);
    }

    private Optional<BatchLink> uplink(BatchLink link) {
        return link.b().equals(middle) ? Optional.empty() : Optional.of(link(link.b()));
    }

    private BatchLink link(String node) {
        return Optional.ofNullable(links.get(node)).orElseThrow();
    }
}
