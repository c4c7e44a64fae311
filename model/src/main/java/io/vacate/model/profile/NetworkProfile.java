package io.vacate.model.profile;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Hosts, the directed links between them, and which links a migration from one host to another uses.
 *
 * <p>The usual network is a star: each host has a full-duplex NIC, and the switch between them is not a bottleneck. Any
 * other is told by links and routes. Capacities are those left for memory pages: the builder takes link speeds as they
 * are sold and multiplies by {@link Builder#efficiency}.
 */
public final class NetworkProfile {
    /**
     * Share of a link's speed that carries memory pages. Source: 56.7 MiB/s measured over 500 Mbit/s (59.6 MiB/s); 1448
     * bytes of payload in an Ethernet frame of 1514 give 0.956.
     */
    public static final double PRIOR_EFFICIENCY = 0.951;

    /** No cap: more than any link carries. */
    private static final DataRate NO_CAP = new DataRate(Long.MAX_VALUE);

    private final Map<String, Link> links;
    private final Set<String> hosts;
    private final Map<Ends, List<String>> routes;
    private final Map<Ends, DataRate> pathCaps;
    private final DataRate streamCap;

    private NetworkProfile(
            Map<String, Link> links,
            Set<String> hosts,
            Map<Ends, List<String>> routes,
            Map<Ends, DataRate> pathCaps,
            DataRate streamCap) {
        this.links = links;
        this.hosts = hosts;
        this.routes = routes;
        this.pathCaps = pathCaps;
        this.streamCap = streamCap;
    }

    private record Ends(String from, String to) {}

    /** Returns a builder of an empty network. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the star in which each of {@code hosts} has a full-duplex NIC of {@code speed}.
     *
     * @param speed as sold, such as 1 Gbit/s; {@link #PRIOR_EFFICIENCY} of it carries pages
     * @throws IllegalArgumentException if {@code speed} is 0 or a host's name is blank or comes twice
     */
    public static NetworkProfile star(Collection<String> hosts, DataRate speed) {
        Builder builder = builder();
        hosts.forEach(host -> builder.nic(host, speed));
        return builder.build();
    }

    /** Returns the names of the hosts, in the order in which they were given. */
    public Set<String> hosts() {
        return hosts;
    }

    /** Returns all links, in the order in which they were given. */
    public Collection<Link> links() {
        return links.values();
    }

    /**
     * Returns the way from one host to another.
     *
     * @throws IllegalArgumentException if a host is unknown, both are the same, or nothing connects them; the message
     *     names them
     */
    public Path path(String from, String to) {
        checkHost(from, "from");
        checkHost(to, "to");
        if (from.equals(to)) {
            throw new IllegalArgumentException("from and to ('%s') must be different hosts".formatted(from));
        }
        Ends ends = new Ends(from, to);
        List<Link> used = findRoute(ends)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no path from host '%s' to host '%s'".formatted(from, to)));
        return new Path(from, to, used, pathCaps.getOrDefault(ends, streamCap));
    }

    private void checkHost(String host, String field) {
        if (!hosts.contains(host)) {
            throw new IllegalArgumentException(
                    "%s ('%s') is not a host of this network, which has %s".formatted(field, host, hosts));
        }
    }

    private Optional<List<Link>> findRoute(Ends ends) {
        List<String> route = routes.get(ends);
        if (route != null) {
            return Optional.of(route.stream().map(this::link).toList());
        }
        Link up = links.get(upLink(ends.from()));
        Link down = links.get(downLink(ends.to()));
        return up == null || down == null ? Optional.empty() : Optional.of(List.of(up, down));
    }

    private Link link(String name) {
        Link link = links.get(name);
        if (link == null) {
            throw new IllegalStateException("link '%s' was checked when the network was built".formatted(name));
        }
        return link;
    }

    /**
     * Returns this network with other link capacities: what was learned in place of what was told.
     *
     * @param capacity gives each link its new capacity
     * @throws IllegalArgumentException if a new capacity is 0
     */
    public NetworkProfile withCapacities(Function<Link, DataRate> capacity) {
        Map<String, Link> changed = new LinkedHashMap<>();
        links.values().forEach(link -> changed.put(link.name(), new Link(link.name(), capacity.apply(link))));
        return new NetworkProfile(changed, hosts, routes, pathCaps, streamCap);
    }

    /**
     * Returns this network with a cap of its own on each single migration from one host to another.
     *
     * @throws IllegalArgumentException if a host is unknown or the cap is 0
     */
    public NetworkProfile withStreamCap(String from, String to, DataRate cap) {
        checkHost(from, "from");
        checkHost(to, "to");
        Map<Ends, DataRate> changed = new LinkedHashMap<>(pathCaps);
        changed.put(new Ends(from, to), Check.positive(cap, "streamCap from '%s' to '%s'".formatted(from, to)));
        return new NetworkProfile(links, hosts, routes, changed, streamCap);
    }

    /** Returns the name of the link over which data leaves a host that was given a network card. */
    public static String upLink(String host) {
        return host + ":up";
    }

    /** Returns the name of the link over which data reaches a host that was given a network card. */
    public static String downLink(String host) {
        return host + ":down";
    }

    /** Collects hosts, links and routes; for one thread. What it builds does not change with it. */
    public static final class Builder {
        private final Map<String, DataRate> speeds = new LinkedHashMap<>();
        private final Set<String> hosts = new LinkedHashSet<>();
        private final Map<Ends, List<String>> routes = new LinkedHashMap<>();
        private double efficiency = PRIOR_EFFICIENCY;
        private DataRate streamCap = NO_CAP;

        private Builder() {}

        /**
         * Adds a host with a full-duplex NIC: a directed link {@code host:up} and one {@code host:down}. Hosts with NICs
         * reach each other unless a {@link #route} says otherwise.
         *
         * @param speed as sold, each direction; positive
         * @throws IllegalArgumentException if the host was added before, its name is blank, or the speed is 0
         */
        public Builder nic(String host, DataRate speed) {
            host(host);
            link(upLink(host), speed);
            return link(downLink(host), speed);
        }

        /**
         * Adds a host that only {@link #route routes} reach.
         *
         * @throws IllegalArgumentException if the host was added before or its name is blank
         */
        public Builder host(String host) {
            if (!hosts.add(Check.notBlank(host, "host"))) {
                throw new IllegalArgumentException("host '%s' comes twice".formatted(host));
            }
            return this;
        }

        /**
         * Adds a directed link.
         *
         * @param speed as sold; positive
         * @throws IllegalArgumentException if the name is taken or blank, or the speed is 0
         */
        public Builder link(String name, DataRate speed) {
            Check.positive(speed, "speed of link '%s'".formatted(Check.notBlank(name, "link name")));
            if (speeds.put(name, speed) != null) {
                throw new IllegalArgumentException("link '%s' comes twice".formatted(name));
            }
            return this;
        }

        /**
         * Says which links, in travel order, a migration uses from one host to another; a later call replaces an earlier.
         *
         * @throws IllegalArgumentException if a host or link was not added before, or no link is given
         */
        public Builder route(String from, String to, List<String> linkNames) {
            if (linkNames.isEmpty() || !speeds.keySet().containsAll(linkNames)) {
                throw new IllegalArgumentException("linkNames (%s) from '%s' to '%s' must be links that were added: %s"
                        .formatted(linkNames, from, to, speeds.keySet()));
            }
            for (String host : List.of(from, to)) {
                if (!hosts.contains(host)) {
                    throw new IllegalArgumentException("host '%s' of a route was not added".formatted(host));
                }
            }
            routes.put(new Ends(from, to), List.copyOf(linkNames));
            return this;
        }

        /**
         * Sets the share of a link's speed that carries memory pages; {@link #PRIOR_EFFICIENCY} if not called.
         *
         * @param share above 0, at most 1
         * @throws IllegalArgumentException if it is not
         */
        public Builder efficiency(double share) {
            efficiency = Check.within(share, 0, 1, "efficiency");
            return this;
        }

        /**
         * Sets what one migration alone reaches at most on any path; no cap if not called.
         *
         * @throws IllegalArgumentException if {@code cap} is 0
         */
        public Builder streamCap(DataRate cap) {
            streamCap = Check.positive(cap, "streamCap");
            return this;
        }

        /** Returns the network. */
        public NetworkProfile build() {
            Map<String, Link> links = new LinkedHashMap<>();
            speeds.forEach((name, speed) -> links.put(name, new Link(name, usable(speed))));
            return new NetworkProfile(
                    Collections.unmodifiableMap(links),
                    Collections.unmodifiableSet(new LinkedHashSet<>(hosts)),
                    Map.copyOf(routes),
                    Map.of(),
                    streamCap);
        }

        private DataRate usable(DataRate speed) {
            return new DataRate(Math.max(1, (long) (speed.bytesPerSecond() * efficiency)));
        }
    }
}
