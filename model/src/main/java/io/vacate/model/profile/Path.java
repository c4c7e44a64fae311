package io.vacate.model.profile;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.util.List;

/**
 * The way of a migration's data from one host to another.
 *
 * @param from name of the source host
 * @param to name of the destination host
 * @param links directed links in travel order, at least one, each at most once
 * @param streamCap most that one migration alone reaches here (its CPU, its TCP stream); positive. Above every link's
 *     capacity it has no effect.
 * @param back directed links over which its acknowledgements return; none where nothing slows them
 * @param ends the hosts at both ends
 */
public record Path(String from, String to, List<Link> links, DataRate streamCap, List<Link> back, Ends ends) {
    /**
     * The hosts at the ends of a path.
     *
     * @param source where migrations leave
     * @param destination where they arrive
     */
    public record Ends(HostProfile source, HostProfile destination) {}

    /**
     * Checks the path.
     *
     * @throws IllegalArgumentException if there is no link, a link comes twice, or the cap is 0
     */
    public Path {
        links = List.copyOf(links);
        back = List.copyOf(back);
        if (links.isEmpty() || links.stream().distinct().count() < links.size()) {
            throw new IllegalArgumentException("links (%s) of the path from '%s' to '%s' must be one or more, each once"
                    .formatted(links.stream().map(Link::name).toList(), from, to));
        }
        Check.positive(streamCap, "streamCap from '%s' to '%s'".formatted(from, to));
    }

    /** Returns a path between hosts whose CPUs set no limit. */
    public static Path of(String from, String to, List<Link> links, DataRate streamCap) {
        return new Path(
                from, to, links, streamCap, List.of(), new Ends(HostProfile.named(from), HostProfile.named(to)));
    }

    /** Returns the rate that one migration reaches when it is alone on the path. */
    public DataRate rateAlone() {
        return streamCap.min(sharedCapacity());
    }

    /** Returns the rate that several migrations reach together: that of the narrowest link, or of a host's CPU. */
    public DataRate sharedCapacity() {
        DataRate rate = ends.source().send().min(ends.destination().receive());
        for (Link link : links) {
            rate = rate.min(link.capacity());
        }
        return rate;
    }
}
