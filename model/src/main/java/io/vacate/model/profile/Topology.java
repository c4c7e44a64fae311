package io.vacate.model.profile;

import io.vacate.api.unit.DataRate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Directed links, and which of them lie between two hosts: those of a route, or else both hosts' network cards. Immutable
 * and thread-safe.
 *
 * @param links by name, in the order in which they were given
 * @param routes names of links in travel order; all of {@code links}
 */
record Topology(Map<String, Link> links, Map<Ends, List<String>> routes) {
    /** The names of the hosts at both ends of a way. */
    record Ends(String from, String to) {
        /** Spreads what {@code 31 * from + to} does not: numbered names are sums of powers of 31 themselves. */
        private static final int MIX = 0x9E3779B1;

        @Override
        public int hashCode() {
            return Integer.rotateLeft(from.hashCode() * MIX, 15) * MIX + to.hashCode() * MIX;
        }

        Ends reversed() {
            return new Ends(to, from);
        }
    }

    Topology {
        links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
        routes = Map.copyOf(routes);
    }

    /** Returns the links from one host to another, in travel order; empty where nothing connects them. */
    Optional<List<Link>> between(Ends ends) {
        List<String> route = routes.get(ends);
        if (route != null) {
            return Optional.of(route.stream().map(this::link).toList());
        }
        Link up = links.get(NetworkProfile.upLink(ends.from()));
        Link down = links.get(NetworkProfile.downLink(ends.to()));
        return up == null || down == null ? Optional.empty() : Optional.of(List.of(up, down));
    }

    private Link link(String name) {
        Link link = links.get(name);
        if (link == null) {
            throw new IllegalStateException("link '%s' was checked when the network was built".formatted(name));
        }
        return link;
    }

    Topology withCapacities(Function<Link, DataRate> capacity) {
        Map<String, Link> changed = new LinkedHashMap<>();
        links.values().forEach(link -> changed.put(link.name(), new Link(link.name(), capacity.apply(link))));
        return new Topology(changed, routes);
    }
}
