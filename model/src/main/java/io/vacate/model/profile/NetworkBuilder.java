package io.vacate.model.profile;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects hosts, links and routes; for one thread. What it builds does not change with it. */
public final class NetworkBuilder {
    private final Map<String, DataRate> speeds = new LinkedHashMap<>();
    private final Map<String, HostProfile> hosts = new LinkedHashMap<>();
    private final Map<Topology.Ends, List<String>> routes = new LinkedHashMap<>();
    private double efficiency = NetworkProfile.PRIOR_EFFICIENCY;
    private final Map<Topology.Ends, DataRate> pathCaps = new LinkedHashMap<>();
    private DataRate streamCap = NetworkProfile.NO_CAP;
    private double reverseSlowdown = NetworkProfile.PRIOR_REVERSE_SLOWDOWN;

    NetworkBuilder() {}

    /**
     * Adds a host with a full-duplex NIC: a directed link {@code host:up} and one {@code host:down}. Hosts with NICs
     * reach each other unless a {@link #route} says otherwise.
     *
     * @param speed as sold, each direction; positive
     * @throws IllegalArgumentException if the host was added before, its name is blank, or the speed is 0
     */
    public NetworkBuilder nic(String host, DataRate speed) {
        host(host);
        link(NetworkProfile.upLink(host), speed);
        return link(NetworkProfile.downLink(host), speed);
    }

    /**
     * Adds a host that only {@link #route routes} reach.
     *
     * @throws IllegalArgumentException if the host was added before or its name is blank
     */
    public NetworkBuilder host(String host) {
        return host(HostProfile.named(host));
    }

    /**
     * Adds a host that only {@link #route routes} reach.
     *
     * @throws IllegalArgumentException if the host was added before
     */
    public NetworkBuilder host(HostProfile host) {
        if (hosts.putIfAbsent(host.name(), host) != null) {
            throw new IllegalArgumentException("host '%s' comes twice".formatted(host.name()));
        }
        return this;
    }

    /**
     * Adds a directed link.
     *
     * @param speed as sold; positive
     * @throws IllegalArgumentException if the name is taken or blank, or the speed is 0
     */
    public NetworkBuilder link(String name, DataRate speed) {
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
    public NetworkBuilder route(String from, String to, List<String> linkNames) {
        if (linkNames.isEmpty() || !speeds.keySet().containsAll(linkNames)) {
            throw new IllegalArgumentException("linkNames (%s) from '%s' to '%s' must be links that were added: %s"
                    .formatted(linkNames, from, to, speeds.keySet()));
        }
        for (String host : List.of(from, to)) {
            if (!hosts.containsKey(host)) {
                throw new IllegalArgumentException("host '%s' of a route was not added".formatted(host));
            }
        }
        routes.put(new Topology.Ends(from, to), List.copyOf(linkNames));
        return this;
    }

    /**
     * Sets the share of a link's speed that carries memory pages; {@link NetworkProfile#PRIOR_EFFICIENCY} if not called.
     *
     * @param share above 0, at most 1
     * @throws IllegalArgumentException if it is not
     */
    public NetworkBuilder efficiency(double share) {
        efficiency = Check.within(share, 0, 1, "efficiency");
        return this;
    }

    /**
     * Sets what one migration alone reaches at most on any path; no cap if not called.
     *
     * @throws IllegalArgumentException if {@code cap} is 0
     */
    public NetworkBuilder streamCap(DataRate cap) {
        streamCap = Check.positive(cap, "streamCap");
        return this;
    }

    /**
     * Sets what one migration alone reaches at most from one host to another, as sold: {@link #efficiency} is taken off it.
     *
     * @throws IllegalArgumentException if {@code cap} is 0
     */
    public NetworkBuilder streamCap(String from, String to, DataRate cap) {
        pathCaps.put(
                new Topology.Ends(from, to), Check.positive(cap, "streamCap from '%s' to '%s'".formatted(from, to)));
        return this;
    }

    /**
     * Sets the share of its rate that a migration loses while a link that its acknowledgements take is full;
     * {@link NetworkProfile#PRIOR_REVERSE_SLOWDOWN} if not called.
     *
     * @param share at least 0, below 1
     * @throws IllegalArgumentException if it is not
     */
    public NetworkBuilder reverseSlowdown(double share) {
        reverseSlowdown = Check.share(share, "reverseSlowdown");
        return this;
    }

    /** Returns the network. */
    public NetworkProfile build() {
        Map<String, Link> links = new LinkedHashMap<>();
        speeds.forEach((name, speed) -> links.put(name, new Link(name, usable(speed))));
        Map<Topology.Ends, DataRate> caps = new LinkedHashMap<>();
        pathCaps.forEach((ends, cap) -> caps.put(ends, usable(cap)));
        return new NetworkProfile(
                new Topology(links, routes),
                Collections.unmodifiableMap(new LinkedHashMap<>(hosts)),
                caps,
                streamCap,
                reverseSlowdown);
    }

    private DataRate usable(DataRate speed) {
        return new DataRate(Math.max(1, (long) (speed.bytesPerSecond() * efficiency)));
    }
}
