package io.vacate.model.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.util.List;

/**
 * The links that migrations from one host to another pass.
 *
 * @param from id of the host that they leave
 * @param to id of the host that they reach
 * @param hops directed links in travel order; none if only {@code limit} counts
 * @param limit most that one migration gets, as sold and more than 0; not above its narrowest link
 */
public record BatchRoute(String from, String to, List<Hop> hops, DataRate limit) {
    /**
     * Copies the hops.
     *
     * @throws IllegalArgumentException if a name is blank, both are the same, or the limit is 0
     */
    public BatchRoute {
        Check.notBlank(from, "from");
        Check.notBlank(to, "to");
        hops = List.copyOf(hops);
        if (from.equals(to)) {
            throw new IllegalArgumentException("route from host '%s' must not lead to itself".formatted(from));
        }
        Check.positive(limit, "limit of the route from '%s' to '%s'".formatted(from, to));
    }
}
