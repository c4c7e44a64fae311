package io.vacate.orchestrator.journal;

import java.util.UUID;

/**
 * The identity of one execution of a plan.
 *
 * @param uuid unique
 */
public record RunId(UUID uuid) {
    /** Returns a new one. */
    public static RunId random() {
        return new RunId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
