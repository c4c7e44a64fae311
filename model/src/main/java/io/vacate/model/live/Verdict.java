package io.vacate.model.live;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.WayOut;
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
            return rounds == 1 ? "undecided after 1 round" : "undecided after %d rounds".formatted(rounds);
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
            return String.format(Locale.ROOT, "converges (%.0f %%), in %d more rounds", 100 * probability, roundsLeft);
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
        private static final double SURE = 0.9;

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

    /**
     * Tells whether this is {@link DoesNotConverge} beyond reasonable doubt, so that people should be told. A false alarm
     * costs more than a late one, which the send budget catches in any case.
     */
    default boolean isSureAlarm() {
        return this instanceof DoesNotConverge verdict && verdict.probability() >= DoesNotConverge.SURE;
    }

    /** A way to end a running pre-copy that does not converge, and its price. */
    sealed interface Advice {

        /**
         * Allow a longer pause, once the rounds no longer shrink: all that is left then fits into it. Raising the limit earlier
         * does not help as surely, as QEMU looks for rewritten pages only when what is left fits into the limit.
         *
         * @param limit the limit that suffices
         */
        record RaiseDowntimeLimit(Duration limit, WayOut price) implements Advice {
            @Override
            public String text() {
                return "allow a pause of up to %d ms".formatted(limit.toMillis());
            }
        }

        /**
         * Send faster.
         *
         * @param rate the least rate that suffices
         */
        record MoreBandwidth(DataRate rate, WayOut price) implements Advice {
            @Override
            public String text() {
                return "give it " + rate + " or more";
            }
        }

        /**
         * Slow the guest down.
         *
         * @param percent share of its CPU time to take away, from 1 to 99
         */
        record Throttle(int percent, WayOut price) implements Advice {
            @Override
            public String text() {
                return "throttle the guest by %d %%".formatted(percent);
            }
        }

        /** Switch over now and let the memory follow; a fault meanwhile can lose the VM. */
        record PostCopy(WayOut price) implements Advice {
            @Override
            public String text() {
                return "switch to post-copy";
            }
        }

        /** Pause the guest now and send the rest. */
        record StopAndCopy(WayOut price) implements Advice {
            @Override
            public String text() {
                return "pause it and send the rest";
            }
        }

        /** Returns what it costs: total time from the request to the end, and pause. */
        WayOut price();

        /** Says in a few words what to do. */
        String text();
    }
}
