package io.vacate.model.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.NetworkProfile;

/**
 * A full-duplex link between two hosts or switches.
 *
 * @param id unique among links, not blank
 * @param a id of the host or switch at one end
 * @param b id of the host or switch at the other end
 * @param forward capacity from {@code a} to {@code b} as sold, more than 0
 * @param backward capacity from {@code b} to {@code a} as sold, more than 0
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

    /**
     * Returns the name that one of its directions has in {@link Batch#network()}. A link with the id of the host at its end
     * {@code a} is that host's network card, so that what was learned of the card applies to it.
     */
    public String directed(boolean inForward) {
        if (id.equals(a)) {
            return inForward ? NetworkProfile.upLink(a) : NetworkProfile.downLink(a);
        }
        return new Hop(id, inForward).toString();
    }

    /** Returns its capacity in one direction, as sold. */
    public DataRate capacity(boolean inForward) {
        return inForward ? forward : backward;
    }
}
