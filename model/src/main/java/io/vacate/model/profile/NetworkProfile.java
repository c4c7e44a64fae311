package io.vacate.model.profile;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Hosts, the directed links between them, and which links a migration from one host to another uses.
 *
 * <p>The usual network is a star: each host has a full-duplex NIC, and the switch between them is not a bottleneck. Any
 * other is told by links and routes. Capacities are those left for memory pages: the builder takes link speeds as they
 * are sold and multiplies by {@link NetworkBuilder#efficiency}.
 */
public final class NetworkProfile {
    /**
     * Share of a link's speed that carries memory pages. Source: 56.7 MiB/s measured over 500 Mbit/s (59.6 MiB/s); 1448
     * bytes of payload in an Ethernet frame of 1514 give 0.956.
     */
    public static final double PRIOR_EFFICIENCY = 0.951;

    /**
     * Share of its rate that a migration loses while a link that its acknowledgements take is full, as they wait behind the
     * data of others there (Zhang, Shenker and Clark, "Observations on the Dynamics of a Congestion Control Algorithm: The
     * Effects of Two-Way Traffic", SIGCOMM 1991). Source: 1,200 published migrations, where those that met such traffic took
     * 8 to 16 % longer, and the others hardly differed.
     */
    public static final double PRIOR_REVERSE_SLOWDOWN = 0.1;

    /** No cap: more than any link carries. */
    static final DataRate NO_CAP = new DataRate(Long.MAX_VALUE);

    private final Topology topology;
    private final Map<String, HostProfile> hosts;
    private final Map<Topology.Ends, DataRate> pathCaps;
    private final DataRate streamCap;
    private final double reverseSlowdown;

    NetworkProfile(
            Topology topology,
            Map<String, HostProfile> hosts,
            Map<Topology.Ends, DataRate> pathCaps,
            DataRate streamCap,
            double reverseSlowdown) {
        this.topology = topology;
        this.hosts = hosts;
        this.pathCaps = pathCaps;
        this.streamCap = streamCap;
        this.reverseSlowdown = reverseSlowdown;
    }

    /**
     * The links that migrations take from one host to another.
     *
     * @param from name of the source host
     * @param to name of the destination host
     * @param links names of links in travel order
     */
    public record Route(String from, String to, List<String> links) {
        /** Copies the list. */
        public Route {
            links = List.copyOf(links);
        }
    }

    /**
     * What one migration alone reaches at most from one host to another.
     *
     * @param from name of the source host
     * @param to name of the destination host
     * @param rate the most that it reaches
     */
    public record StreamCap(String from, String to, DataRate rate) {}

    /** Returns a builder of an empty network. */
    public static NetworkBuilder builder() {
        return new NetworkBuilder();
    }

    /**
     * Returns the star in which each of {@code hosts} has a full-duplex NIC of {@code speed}.
     *
     * @param speed as sold, such as 1 Gbit/s; {@link #PRIOR_EFFICIENCY} of it carries pages
     * @throws IllegalArgumentException if {@code speed} is 0 or a host's name is blank or comes twice
     */
    public static NetworkProfile star(Collection<String> hosts, DataRate speed) {
        NetworkBuilder builder = builder();
        hosts.forEach(host -> builder.nic(host, speed));
        return builder.build();
    }

    /** Returns the names of the hosts, in the order in which they were given. */
    public Set<String> hosts() {
        return hosts.keySet();
    }

    /**
     * Returns a host.
     *
     * @throws IllegalArgumentException if it is unknown
     */
    public HostProfile host(String name) {
        HostProfile host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException(
                    "host ('%s') is not of this network, which has %s".formatted(name, hosts.keySet()));
        }
        return host;
    }

    /** Returns the share of its rate that a migration loses while a link that its acknowledgements take is full. */
    public double reverseSlowdown() {
        return reverseSlowdown;
    }

    /** Returns all links, in the order in which they were given. */
    public Collection<Link> links() {
        return topology.links().values();
    }

    /** Returns the routes that were given; between other hosts their network cards are used. */
    public List<Route> routes() {
        return topology.routes().entrySet().stream()
                .map(route -> new Route(route.getKey().from(), route.getKey().to(), route.getValue()))
                .sorted(Comparator.comparing(Route::from).thenComparing(Route::to))
                .toList();
    }

    /** Returns what one migration alone reaches at most wherever no {@link #streamCaps()} says otherwise. */
    public Optional<DataRate> streamCap() {
        return streamCap.equals(NO_CAP) ? Optional.empty() : Optional.of(streamCap);
    }

    /** Returns what one migration alone reaches at most, for paths of which that is known. */
    public List<StreamCap> streamCaps() {
        return pathCaps.entrySet().stream()
                .map(cap -> new StreamCap(cap.getKey().from(), cap.getKey().to(), cap.getValue()))
                .sorted(Comparator.comparing(StreamCap::from).thenComparing(StreamCap::to))
                .toList();
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
        return find(from, to)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no path from host '%s' to host '%s'".formatted(from, to)));
    }

    /**
     * Returns the way from one host to another; empty if nothing connects them.
     *
     * @throws IllegalArgumentException if a host is unknown; the message names it
     */
    public Optional<Path> find(String from, String to) {
        Topology.Ends ends = new Topology.Ends(from, to);
        return topology.between(ends)
                .map(used -> new Path(
                        from,
                        to,
                        used,
                        pathCaps.getOrDefault(ends, streamCap),
                        topology.between(ends.reversed()).orElse(List.of()),
                        new Path.Ends(host(from), host(to))));
    }

    private void checkHost(String host, String field) {
        if (!hosts.containsKey(host)) {
            throw new IllegalArgumentException(
                    "%s ('%s') is not a host of this network, which has %s".formatted(field, host, hosts.keySet()));
        }
    }

    /**
     * Returns this network with other link capacities: what was learned in place of what was told.
     *
     * @param capacity gives each link its new capacity
     * @throws IllegalArgumentException if a new capacity is 0
     */
    public NetworkProfile withCapacities(Function<Link, DataRate> capacity) {
        return new NetworkProfile(topology.withCapacities(capacity), hosts, pathCaps, streamCap, reverseSlowdown);
    }

    /**
     * Returns this network with a cap of its own on each single migration from one host to another.
     *
     * @throws IllegalArgumentException if a host is unknown or the cap is 0
     */
    public NetworkProfile withStreamCap(String from, String to, DataRate cap) {
        checkHost(from, "from");
        checkHost(to, "to");
        Map<Topology.Ends, DataRate> changed = new LinkedHashMap<>(pathCaps);
        changed.put(
                new Topology.Ends(from, to), Check.positive(cap, "streamCap from '%s' to '%s'".formatted(from, to)));
        return new NetworkProfile(topology, hosts, changed, streamCap, reverseSlowdown);
    }

    /**
     * Returns this network with other profiles of its hosts: what was learned in place of what was told.
     *
     * @param profile gives each host its new profile, of the same name
     * @throws IllegalArgumentException if a name changes
     */
    public NetworkProfile withHosts(UnaryOperator<HostProfile> profile) {
        Map<String, HostProfile> changed = new LinkedHashMap<>();
        hosts.forEach((name, host) -> {
            HostProfile other = profile.apply(host);
            if (!other.name().equals(name)) {
                throw new IllegalArgumentException("host '%s' cannot become '%s'".formatted(name, other.name()));
            }
            changed.put(name, other);
        });
        return new NetworkProfile(topology, changed, pathCaps, streamCap, reverseSlowdown);
    }

    /**
     * Returns this network with another {@link #reverseSlowdown()}.
     *
     * @param share at least 0, below 1
     * @throws IllegalArgumentException if it is not
     */
    public NetworkProfile withReverseSlowdown(double share) {
        return new NetworkProfile(topology, hosts, pathCaps, streamCap, Check.share(share, "reverseSlowdown"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NetworkProfile that
                && topology.equals(that.topology)
                && hosts.equals(that.hosts)
                && pathCaps.equals(that.pathCaps)
                && streamCap.equals(that.streamCap)
                && reverseSlowdown == that.reverseSlowdown;
    }

    @Override
    public int hashCode() {
        return Objects.hash(topology, hosts, pathCaps, streamCap, reverseSlowdown);
    }

    @Override
    public String toString() {
        return "NetworkProfile[%s, %s, %s, %s, streamCap=%s, reverseSlowdown=%s]"
                .formatted(hosts.values(), links(), routes(), streamCaps(), streamCap(), reverseSlowdown);
    }

    /** Returns the name of the link over which data leaves a host that was given a network card. */
    public static String upLink(String host) {
        return host + ":up";
    }

    /** Returns the name of the link over which data reaches a host that was given a network card. */
    public static String downLink(String host) {
        return host + ":down";
    }
}
