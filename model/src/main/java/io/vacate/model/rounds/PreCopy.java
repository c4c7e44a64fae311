package io.vacate.model.rounds;

import io.vacate.api.migration.AutoConverge;
import io.vacate.model.profile.RoundRule;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * What decides how the rounds of one pre-copy go, whatever the rates. All bytes are those on the wire.
 *
 * @param rule when a round ends
 * @param limitSeconds downtime limit
 * @param lookSeconds how often the hypervisor looks whether the rest fits
 * @param budget bytes that all rounds together may send before the switch-over is forced
 * @param dirty D(τ): what the guest rewrites within so many seconds of running
 * @param workingSet most that it ever rewrites; infinite where that is not known
 * @param autoConverge how the guest is slowed down, if it is
 * @param leave when pre-copy is left for post-copy
 */
public record PreCopy(
        RoundRule rule,
        double limitSeconds,
        double lookSeconds,
        double budget,
        DoubleUnaryOperator dirty,
        double workingSet,
        Optional<AutoConverge> autoConverge,
        Leave leave) {
    /**
     * QEMU looks each time that it has sent for 50 ms ({@code MAX_WAIT} in migration/ram.c), and overshoots by up to that.
     */
    public static final double LOOK_SECONDS = 0.05;

    /** A rate limit lets QEMU look ten times a second ({@code BUFFER_DELAY} in migration/migration.c). */
    public static final double LOOK_SECONDS_LIMITED = 0.1;

    /**
     * Most that the rounds may send, as a multiple of the first round, before a migration counts as not converging. Xen's own
     * tools stop at 3 times the memory or 29 rounds; QEMU goes on for ever. On QEMU, guests were seen to converge at 4.3 to
     * 4.7 times, and one was given up that would have needed 8: this lies between.
     */
    public static final double SEND_BUDGET = 6;

    /**
     * When pre-copy is left for post-copy; counted from the start of the first round.
     *
     * @param rounds after so many rounds
     * @param seconds after so much time, also within a round
     */
    public record Leave(int rounds, double seconds) {
        /** Pre-copy goes on until the rest fits. */
        public static final Leave NEVER = new Leave(Integer.MAX_VALUE, Double.POSITIVE_INFINITY);

        /** Tells whether pre-copy may be left at all. */
        public boolean isPossible() {
            return !equals(NEVER);
        }
    }

    /** Returns this with another dirty curve. */
    public PreCopy with(DoubleUnaryOperator curve) {
        return new PreCopy(rule, limitSeconds, lookSeconds, budget, curve, workingSet, autoConverge, leave);
    }

    /** Returns this with another budget. */
    public PreCopy withBudget(double bytes) {
        return new PreCopy(rule, limitSeconds, lookSeconds, bytes, dirty, workingSet, autoConverge, leave);
    }

    /** Returns how short rounds must get for the rest to fit, in seconds. */
    public double shortestRound() {
        return rule == RoundRule.UNTIL_FITS ? lookSeconds : limitSeconds;
    }
}
