package io.vacate.model.live;

import io.vacate.model.rounds.PreCopy;
import io.vacate.model.rounds.PreCopyRounds;
import io.vacate.model.rounds.PreCopyRounds.Standing;
import java.util.function.DoubleUnaryOperator;

/**
 * Runs a pre-copy ahead from where it stands, at the rates that it will have. Immutable.
 *
 * @param rules what decides how its rounds go
 * @param standing where it stands
 * @param rates the rates to come
 * @param lastCopyRate bytes per second of what is sent after the rounds, at least; 0 where it is that of the rounds
 */
record RunAhead(PreCopy rules, Standing standing, RateOutlook rates, double lastCopyRate) {
    /** Rounds that no longer shrink go on as they are. */
    private static final int STAGNANT_ROUNDS = 40;

    private static final double STAGNANT_SHARE = 0.98;

    /**
     * What came of it.
     *
     * @param seconds until the VM is paused and the rest sent
     * @param ended whether it ended by itself; if not, {@code seconds} is until the budget is used up and the rest sent
     * @param rounds rounds until then
     * @param roundSeconds length of the last round
     * @param rest what was left at its end
     * @param restSeconds how long that takes to send
     * @param steadySeconds until the rounds no longer shrank
     */
    record Outcome(
            double seconds,
            boolean ended,
            int rounds,
            double roundSeconds,
            double rest,
            double restSeconds,
            double steadySeconds) {}

    /** Returns this with a rate that stays as it is. */
    RunAhead at(double rate) {
        return new RunAhead(rules, standing, RateOutlook.constant(rate), lastCopyRate);
    }

    /** Returns this with a budget that is larger by that factor. */
    RunAhead withMoreBudget(double factor) {
        return new RunAhead(rules.withBudget(factor * rules.budget()), standing, rates, lastCopyRate);
    }

    /** Runs ahead, the guest rewriting D(τ) = {@code dirty}. */
    Outcome with(DoubleUnaryOperator dirty) {
        PreCopyRounds rounds = new PreCopyRounds(rules.with(dirty), standing);
        double time = 0;
        double length = standing.age();
        double least = Double.POSITIVE_INFINITY;
        int leastAt = 0;
        double steady = 0;
        boolean again = !rounds.none();
        while (again) {
            double elapsed = rates.timeFor(rounds.begin(rates.at(time)), time);
            time += elapsed;
            length = (rounds.rounds() == standing.rounds() ? standing.age() : 0) + elapsed;
            again = rounds.end(elapsed, rates.at(time));
            if (rounds.rest() < STAGNANT_SHARE * least || !rates.isSteadyFrom(time)) {
                least = rounds.rest();
                leastAt = rounds.rounds();
                steady = time;
            }
            boolean stagnant = rounds.rounds() - leastAt >= STAGNANT_ROUNDS
                    && rules.autoConverge().isEmpty();
            if (again && stagnant) {
                double idle = Math.max(0, rules.budget() - rounds.sent()) / rates.last();
                return outcome(rounds, time + idle, false, length, steady);
            }
        }
        return outcome(rounds, time, !rounds.forced(), length, steady);
    }

    private Outcome outcome(PreCopyRounds rounds, double time, boolean ended, double length, double steady) {
        double copied = Math.min(
                rates.timeFor(rounds.rest(), time),
                lastCopyRate > 0 ? rounds.rest() / lastCopyRate : Double.POSITIVE_INFINITY);
        return new Outcome(
                time + copied, ended, rounds.rounds() - standing.rounds(), length, rounds.rest(), copied, steady);
    }
}
