package io.vacate.model.plan.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;

/**
 * A link between two hosts or switches, which carries both directions at once.
 *
 * @param id its name, not blank
 * @param a one end: a host or a switch
 * @param b the other end
 * @param forward what it carries from {@code a} to {@code b}, more than 0
 * @param backward what it carries from {@code b} to {@code a}, more than 0
 */
public record BatchLink(String id, String a, String b, DataRate forward, DataRate backward) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a name is blank or a capacity is 0
     */
    public BatchLink {
        Check.notBlank(id, "id");
        Check.notBlank(a, "a of link '%s'".formatted(id));
        Check.notBlank(b, "b of link '%s'".formatted(id));
        Check.positive(forward, "forward of link '%s'".formatted(id));
        Check.positive(backward, "backward of link '%s'".formatted(id));
    }

    /** Returns what it carries in one direction. */
    public DataRate capacity(boolean inForward) {
        return inForward ? forward : backward;
    }
}
