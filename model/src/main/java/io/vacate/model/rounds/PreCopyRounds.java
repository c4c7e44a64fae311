package io.vacate.model.rounds;

import io.vacate.api.migration.AutoConverge;
import io.vacate.model.profile.RoundRule;

/**
 * The rounds of one VM's pre-copy, whatever the rates: who uses it says how long each round took. All bytes are those on
 * the wire. For one thread.
 *
 * <p>The first round sends V₀, the memory that is not zero. Round i takes tᵢ; meanwhile the VM rewrites Vᵢ₊₁ = D(tᵢ), its
 * dirty curve. When Vᵢ₊₁ ≤ T = b · downtime limit at the present rate b, the rest fits into the pause (Clark et al. 2005).
 * Where rounds end {@linkplain RoundRule#UNTIL_FITS as soon as the rest fits}, a round sends Vᵢ − T only, and leaves
 * T + D((Vᵢ − T) / b), less what of D is among the T that were not sent yet: that fits once the second part is no more than
 * what the hypervisor sends between two looks. A guest that auto-converge slows down by a share θ rewrites D((1 − θ) tᵢ): it
 * lives through that much less time. QEMU slows it down, and again, each second time that more than half of what a period of
 * at least 1 s sent was rewritten in it ({@code migration_bitmap_sync}, {@code migration_trigger_throttle} in QEMU's
 * migration/ram.c). Under libxl there are {@linkplain RoundRule#FIVE_WHOLE five rounds at most}, and what is left then is sent
 * in the pause, however long.
 */
public final class PreCopyRounds {
    /** Most rounds: who needs more does not converge in any useful sense, and absurd profiles must end too. */
    private static final int MOST_ROUNDS = 10_000;

    private static final int FIVE = 5;
    private static final double FIFTY_PAGES = 50 * 4096.0;
    private static final double ALL_BUT_ROUNDING = 1 - 1e-12;

    private static final double THROTTLE_PERIOD_SECONDS = 1;
    private static final double THROTTLE_TRIGGER = 0.5;
    private static final int THROTTLE_PATIENCE = 2;
    private static final double MOST_THROTTLE = 0.99;
    private static final double PERCENT = 100;

    private final PreCopy rules;
    private final boolean untilFits;
    private final boolean five;
    private final int mostRounds;
    private final double throttleFirst;
    private final double throttleStep;

    private double rest;
    /** What the present round leaves unsent as it fits into the pause, and what it sends. */
    private double kept;

    private double chunk;
    private double age;
    private double sent;
    private double seconds;
    private int rounds;
    private boolean forced;
    private double throttle;
    private double periodBytes;
    private double periodSeconds;
    private int trouble;

    /**
     * Where a pre-copy stands.
     *
     * @param rest bytes left of the present round
     * @param age seconds since it began
     * @param rounds rounds that have ended
     * @param seconds since the first began
     * @param sent bytes sent by all of them
     */
    public record Standing(double rest, double age, int rounds, double seconds, double sent) {
        /** Returns the beginning: {@code first} bytes are to be sent in the first round. */
        public static Standing atStart(double first) {
            return new Standing(first, 0, 0, 0, 0);
        }
    }

    /** Takes up a pre-copy where it stands. */
    public PreCopyRounds(PreCopy rules, Standing standing) {
        this.rules = rules;
        untilFits = rules.rule() == RoundRule.UNTIL_FITS;
        five = rules.rule() == RoundRule.FIVE_WHOLE;
        mostRounds =
                rules.leave().isPossible() ? Math.min(MOST_ROUNDS, rules.leave().rounds()) : five ? FIVE : MOST_ROUNDS;
        throttleFirst = rules.autoConverge().map(AutoConverge::initialPercent).orElse(0) / PERCENT;
        throttleStep = rules.autoConverge().map(AutoConverge::incrementPercent).orElse(0) / PERCENT;
        rest = standing.rest();
        age = standing.age();
        rounds = standing.rounds();
        seconds = standing.seconds();
        sent = standing.sent();
    }

    /** Tells whether there is no round at all: all memory follows the VM. */
    public boolean none() {
        return mostRounds == 0;
    }

    /** Begins a round, and returns what it sends: what is left, as far as the budget and the time of leaving allow. */
    public double begin(double rate) {
        kept = untilFits && !rules.leave().isPossible() ? Math.min(rest, rate * rules.limitSeconds()) : 0;
        chunk = Math.max(0, Math.min(rest - kept, budget() - sent));
        double until = rules.leave().seconds();
        if (seconds + chunk / rate > until) {
            chunk = Math.max(0, (until - seconds) * rate);
        }
        return chunk;
    }

    private double budget() {
        return five ? Double.POSITIVE_INFINITY : rules.budget();
    }

    /**
     * Ends a round. Returns whether there is another.
     *
     * @param elapsed seconds that its bytes took, those sent before it was taken up not counted
     * @param rate present rate in B/s
     */
    public boolean end(double elapsed, double rate) {
        double length = age + elapsed;
        rest = restAfter(length);
        age = 0;
        sent += chunk;
        seconds += elapsed;
        rounds++;
        if (rest <= enough(rate)) {
            return false;
        }
        if (rounds >= mostRounds
                || seconds >= rules.leave().seconds() * ALL_BUT_ROUNDING
                || sent >= budget() * ALL_BUT_ROUNDING) {
            forced = !rules.leave().isPossible() && !five;
            return false;
        }
        slowDown(length);
        return true;
    }

    /** Returns how little must be left for the rounds to end. */
    private double enough(double rate) {
        if (five) {
            return FIFTY_PAGES;
        }
        return rate * (rules.limitSeconds() + (untilFits ? rules.lookSeconds() : 0));
    }

    /**
     * What is left to send after a round. Where the budget or the time of leaving ended it early, what was rewritten is partly
     * among what was not sent yet: the rest is taken to go evenly from the round's volume to what a whole round would leave.
     */
    private double restAfter(double length) {
        double lived = length * (1 - throttle);
        double volume = rest - kept;
        if (chunk >= volume) {
            return kept + besideKept(rules.dirty().applyAsDouble(lived));
        }
        double done = chunk / volume;
        return done <= 0
                ? rest
                : kept + volume * (1 - done) + besideKept(rules.dirty().applyAsDouble(lived / done)) * done;
    }

    /** Returns what of the rewritten memory is not among the kept, which is to be sent once, however often it is rewritten. */
    private double besideKept(double rewritten) {
        return rewritten <= 0 ? 0 : rewritten * Math.max(0, 1 - kept / Math.max(rules.workingSet(), rewritten));
    }

    private void slowDown(double length) {
        if (throttleFirst == 0) {
            return;
        }
        periodBytes += chunk;
        periodSeconds += length;
        if (periodSeconds < THROTTLE_PERIOD_SECONDS) {
            return;
        }
        if (rest > THROTTLE_TRIGGER * periodBytes && ++trouble >= THROTTLE_PATIENCE) {
            throttle = throttle == 0 ? throttleFirst : Math.min(MOST_THROTTLE, throttle + throttleStep);
            trouble = 0;
        }
        periodBytes = 0;
        periodSeconds = 0;
    }

    /** Returns what is left after the rounds, before them all. */
    public double rest() {
        return rest;
    }

    /** Returns how many have ended. */
    public int rounds() {
        return rounds;
    }

    /** Returns the bytes that they have sent. */
    public double sent() {
        return sent;
    }

    /** Tells whether the budget ended the rounds, so that the pause is longer than the limit. */
    public boolean forced() {
        return forced;
    }
}
