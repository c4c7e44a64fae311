package io.vacate.model.plan.batch;

import io.vacate.model.internal.Check;

/**
 * A link as a route uses it.
 *
 * @param link name of the link
 * @param forward from the link's {@code a} to its {@code b}
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
