package io.vacate.model.live;

import io.vacate.api.migration.AutoConverge;
import io.vacate.model.profile.RoundRule;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs a pre-copy ahead. QEMU sends until what is left fits into the downtime limit ({@link RoundRule#UNTIL_FITS}), then
 * looks for what was rewritten meanwhile and adds that; if all still fits it pauses the VM and sends the rest, else it goes
 * on. A rate limit lets it look at this ten times a second (BUFFER_DELAY in its migration/migration.c). Towards the end a
 * round is thus as short as this, whatever the downtime limit, and a pre-copy converges if the guest does not rewrite faster
 * than the transfer within a tenth of a second. Where rounds are {@link RoundRule#WHOLE}, they get as short as the downtime
 * limit. Immutable.
 *
 * @param rule when a round ends
 * @param rate bytes per second
 * @param limitSeconds downtime limit
 * @param lastCopyRate bytes per second of the copy during the downtime
 * @param budget bytes that may be sent from now on before the switch-over is forced
 * @param workingSet most bytes that are ever rewritten: what is still to be sent of it does not become more by rewriting
 */
record RunAhead(
        RoundRule rule, double rate, double limitSeconds, double lastCopyRate, double budget, double workingSet) {
    private static final double TICK_SECONDS = 0.1;

    private static final int MOST_ROUNDS = 2_000;
    private static final int STAGNANT_ROUNDS = 40;
    private static final double STAGNANT_SHARE = 0.98;
    private static final double PERIOD_SECONDS = 1;
    private static final double BAD_SHARE = 0.5;
    private static final double MOST_THROTTLED = 0.99;

    /**
     * What came of it.
     *
     * @param seconds until the VM is paused and the rest sent
     * @param ended whether it ended by itself; if not, {@code seconds} is until the budget is used up and the rest sent
     * @param rounds rounds until then
     * @param roundSeconds length of the last round
     * @param rest what was left at its end
     * @param steadySeconds until the rounds no longer shrank
     */
    record Outcome(double seconds, boolean ended, int rounds, double roundSeconds, double rest, double steadySeconds) {}

    /**
     * When pre-copy is left for post-copy.
     *
     * @param afterSeconds seconds from now; infinite if not by time
     * @param afterRounds rounds from now
     */
    record Switch(double afterSeconds, int afterRounds) {
        static final Switch NEVER = new Switch(Double.POSITIVE_INFINITY, Integer.MAX_VALUE);

        static Switch after(double seconds) {
            return new Switch(seconds, Integer.MAX_VALUE);
        }

        static Switch afterRounds(int rounds) {
            return new Switch(Double.POSITIVE_INFINITY, rounds);
        }
    }

    /** Returns this with a higher rate, all else being equal. */
    RunAhead at(double higherRate) {
        return new RunAhead(rule, higherRate, limitSeconds, Math.max(higherRate, lastCopyRate), budget, workingSet);
    }

    Outcome from(double left, double sinceSync, DoubleUnaryOperator dirty) {
        return from(left, sinceSync, dirty, null, Switch.NEVER);
    }

    /**
     * Runs ahead.
     *
     * @param left bytes left of the present round
     * @param sinceSync seconds since the present round began
     * @param dirty D(τ) in bytes of seconds
     * @param autoConverge how the guest is throttled, null if it is not
     * @param change when pre-copy is left
     */
    Outcome from(
            double left,
            double sinceSync,
            DoubleUnaryOperator dirty,
            @Nullable AutoConverge autoConverge,
            Switch change) {
        double threshold = rate * limitSeconds;
        Throttle throttle = new Throttle(autoConverge);
        double rest = left;
        double age = sinceSync;
        double time = 0;
        double sent = 0;
        double least = Double.POSITIVE_INFINITY;
        int leastAt = 0;
        double steady = 0;
        for (int round = 1; ; round++) {
            double passed = roundSeconds(rest, age);
            if (time + passed >= change.afterSeconds()) {
                double until = Math.max(0, change.afterSeconds() - time);
                rest = Math.max(0, rest - rate * until) + dirty.applyAsDouble(age + until) * throttle.pace();
                return new Outcome(time + until + rest / lastCopyRate, true, round, age + until, rest, time + until);
            }
            double chunk = Math.min(rest, rate * passed);
            rest -= chunk;
            sent += chunk;
            time += passed;
            age += passed;
            double fresh = dirty.applyAsDouble(age) * throttle.pace();
            rest += fresh * Math.max(0, 1 - rest / Math.max(workingSet, fresh));
            throttle.noted(age, fresh, rate * age);
            if (rest < threshold || round >= change.afterRounds()) {
                return new Outcome(time + rest / lastCopyRate, true, round, age, rest, time);
            }
            if (rest < STAGNANT_SHARE * least) {
                least = rest;
                leastAt = round;
                steady = time;
            }
            boolean stagnant = round - leastAt >= STAGNANT_ROUNDS && autoConverge == null;
            if (stagnant || sent >= budget || round >= MOST_ROUNDS) {
                double idle = Math.max(0, budget - sent) / rate;
                return new Outcome(time + idle + rest / lastCopyRate, false, round, age, rest, steady);
            }
            age = 0;
        }
    }

    /** Returns how short rounds get towards the end, in seconds. */
    double shortestRound() {
        return rule == RoundRule.UNTIL_FITS ? TICK_SECONDS : limitSeconds;
    }

    private double roundSeconds(double rest, double age) {
        if (rule != RoundRule.UNTIL_FITS) {
            return rest / rate;
        }
        double excess = rest - rate * limitSeconds;
        if (excess > 0) {
            return TICK_SECONDS * Math.max(1, Math.ceil(excess / (rate * TICK_SECONDS)));
        }
        return age < TICK_SECONDS ? TICK_SECONDS : 0;
    }

    /**
     * Auto-converge, as QEMU has it: a period of a second or more counts as bad if more than half of what was sent was
     * rewritten; the second bad one throttles.
     */
    private static final class Throttle {
        private final @Nullable AutoConverge how;
        private double percent;
        private int bad;
        private double seconds;
        private double rewritten;
        private double sent;

        Throttle(@Nullable AutoConverge how) {
            this.how = how;
        }

        double pace() {
            return 1 - percent / 100;
        }

        void noted(double age, double fresh, double chunk) {
            if (how == null) {
                return;
            }
            seconds += age;
            rewritten += fresh;
            sent += chunk;
            if (seconds < PERIOD_SECONDS) {
                return;
            }
            if (rewritten > BAD_SHARE * sent) {
                bad++;
            }
            if (bad >= 2) {
                bad = 0;
                double step = percent == 0 ? how.initialPercent() : how.incrementPercent();
                percent = Math.min(100 * MOST_THROTTLED, percent + step);
            }
            seconds = 0;
            rewritten = 0;
            sent = 0;
        }
    }
}
