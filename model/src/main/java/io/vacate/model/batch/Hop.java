package io.vacate.model.batch;

import io.vacate.model.internal.Check;

/**
 * One direction of a link, as a route passes it.
 *
 * @param link id of the link
 * @param forward whether it is passed from its end {@code a} to its end {@code b}
 */
public record Hop(String link, boolean forward) {
    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is blank
     */
    public Hop {
        Check.notBlank(link, "link");
    }

    /** Returns the link and its direction for people, such as {@code "l3 (ab)"}. */
    @Override
    public String toString() {
        return link + (forward ? " (ab)" : " (ba)");
    }
}
