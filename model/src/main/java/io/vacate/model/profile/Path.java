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
 */
public record Path(String from, String to, List<Link> links, DataRate streamCap) {
    /**
     * Checks the path.
     *
     * @throws IllegalArgumentException if there is no link, a link comes twice, or the cap is 0
     */
    public Path {
        links = List.copyOf(links);
        if (links.isEmpty() || links.stream().distinct().count() < links.size()) {
            throw new IllegalArgumentException("links (%s) of the path from '%s' to '%s' must be one or more, each once"
                    .formatted(links.stream().map(Link::name).toList(), from, to));
        }
        Check.positive(streamCap, "streamCap from '%s' to '%s'".formatted(from, to));
    }

    /** Returns the rate that one migration reaches when it is alone on the path. */
    public DataRate rateAlone() {
        DataRate rate = streamCap;
        for (Link link : links) {
            rate = rate.min(link.capacity());
        }
        return rate;
    }
}
