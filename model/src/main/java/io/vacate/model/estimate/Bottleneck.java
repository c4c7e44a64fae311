package io.vacate.model.estimate;

/**
 * What sets the rate of a migration.
 *
 * @param kind what sort of thing
 * @param name its name, such as a link's or a host's; empty where there is only one
 */
public record Bottleneck(Kind kind, String name) {
    /** Sorts of bottlenecks. */
    public enum Kind {
        /** A directed link. */
        LINK,
        /** What one stream reaches. */
        STREAM,
        /** A host's CPU. */
        CPU,
        /** The limit that was asked for. */
        RATE_LIMIT,
        /** A buffer of suspended state. */
        BUFFER,
        /** Other migrations that share its way. */
        SHARING
    }

    /** Returns it in words, to go on from "is set by". */
    public String words() {
        return switch (kind) {
            case LINK -> "link '%s'".formatted(name);
            case STREAM -> "what one stream reaches";
            case CPU -> "the CPU of host '%s'".formatted(name);
            case RATE_LIMIT -> "the rate limit";
            case BUFFER -> "the %s buffer".formatted(name);
            case SHARING -> "the others that share its way";
        };
    }
}
