package io.vacate.model.profile;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;

/**
 * One direction of a network connection; a full-duplex NIC is two of them.
 *
 * @param name unique in its network; not blank
 * @param capacity what it carries of migration data (memory pages), framing taken off; positive
 */
public record Link(String name, DataRate capacity) {
    /**
     * Checks the link.
     *
     * @throws IllegalArgumentException if the name is blank or the capacity 0; the message names the link
     */
    public Link {
        Check.notBlank(name, "link name");
        Check.positive(capacity, "capacity of link '" + name + "'");
    }
}
