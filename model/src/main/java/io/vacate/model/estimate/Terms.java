package io.vacate.model.estimate;

import io.vacate.api.unit.DataRate;
import java.time.Duration;

/**
 * What a predicted total time consists of.
 *
 * @param fixed fixed costs
 * @param firstPass sending all memory (and disks) once; for suspend-copy-resume all three phases
 * @param rewritten sending again what was rewritten meanwhile
 * @param rate mean rate of all sending
 * @param bottleneck what sets that rate
 */
public record Terms(Duration fixed, Duration firstPass, Duration rewritten, DataRate rate, Bottleneck bottleneck) {
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

    /** Returns the sum of the times: the prediction before past residuals are taken into account. */
    public Duration total() {
        return fixed.plus(firstPass).plus(rewritten);
    }
}
