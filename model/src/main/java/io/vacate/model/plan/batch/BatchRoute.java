package io.vacate.model.plan.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.util.List;

/**
 * How migrations get from one host to another.
 *
 * @param from the host that they leave
 * @param to the host that they reach
 * @param hops directed links in the order of travel
 * @param limit the most that one migration gets, more than 0
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
