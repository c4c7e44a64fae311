package io.vacate.model.live;

import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Whether the rounds of a running pre-copy will shrink until the rest fits into the downtime limit, by themselves. */
public sealed interface Verdict {

    /**
     * Too little was seen to say. This is so until the second round has ended, but for clear cases.
     *
     * @param rounds rounds that have ended so far
     */
    record Undecided(int rounds) implements Verdict {
        @Override
        public String explain() {
            return "undecided after %d rounds".formatted(rounds);
        }
    }

    /**
     * It will end by itself, or there are no rounds, as in the modes that send each page once.
     *
     * @param probability that this is right, from 0.5 to 1
     * @param roundsLeft rounds of pre-copy until then, the present one included
     */
    record Converges(double probability, int roundsLeft) implements Verdict {
        @Override
        public String explain() {
            return String.format(Locale.ROOT, "converges (%.0f %%), in %d rounds more", 100 * probability, roundsLeft);
        }
    }

    /**
     * It will go on until something changes: the load, the bandwidth, or what {@code advice} has.
     *
     * @param probability that this is right, from 0.5 to 1
     * @param fixedPoint the round that reproduces itself
     * @param advice the ways out, the cheapest in total time first
     */
    record DoesNotConverge(double probability, FixedPoint fixedPoint, List<Advice> advice) implements Verdict {
        /** Copies the list. */
        public DoesNotConverge {
            advice = List.copyOf(advice);
        }

        @Override
        public String explain() {
            return String.format(
                    Locale.ROOT,
                    "does not converge (%.0f %%): rounds of %.1f s each leave %s to send",
                    100 * probability,
                    fixedPoint.round().toNanos() / 1e9,
                    fixedPoint.left());
        }
    }

    /**
     * Where the rounds stop shrinking.
     *
     * @param round length of such a round
     * @param left what is left to send at its end
     */
    record FixedPoint(Duration round, DataSize left) {}

    /** Says in one line what is expected and why. */
    String explain();

    /** Tells whether this is {@link DoesNotConverge}. */
    default boolean isAlarm() {
        return this instanceof DoesNotConverge;
    }
}
