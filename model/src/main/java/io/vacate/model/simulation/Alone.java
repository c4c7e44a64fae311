package io.vacate.model.simulation;

import io.vacate.model.rounds.PreCopyRounds;
import io.vacate.model.simulation.Step.Copy;
import io.vacate.model.simulation.Step.Rest;
import io.vacate.model.simulation.Step.Rounds;
import io.vacate.model.simulation.Step.Wait;

/** Follows the script of a migration that shares nothing: all its rates are constant. */
final class Alone {
    private final Script script;
    private final PreCopyRounds rounds;
    private final double rate;
    private double total;
    private double paused;
    private double sending;
    private double firstPass;
    private double bytes;
    private double rest;

    private Alone(Script script, double rate) {
        this.script = script;
        this.rate = rate;
        rounds = script.rounds();
    }

    /** Returns how the migration goes at the rate that its path allows. */
    static Passage run(Script script) {
        return run(script, script.rateAlone(Step.Flow.PATH));
    }

    /** Returns how the migration goes at a rate in B/s. */
    static Passage run(Script script, double rate) {
        Alone run = new Alone(script, rate);
        for (Step step : script.steps()) {
            run.follow(step);
        }
        return new Passage(
                run.total,
                run.paused,
                run.sending,
                run.firstPass,
                run.bytes,
                run.rest,
                run.rounds.rounds(),
                run.rounds.forced());
    }

    private void follow(Step step) {
        if (step instanceof Wait wait) {
            pass(wait.seconds(), step.paused());
        } else if (step instanceof Copy copy) {
            double speed = copy.flow() == Step.Flow.PATH ? rate : script.rateAlone(copy.flow());
            send(copy.bytes(), copy.bytes() / speed, copy.flow() == Step.Flow.PATH, step.paused());
            firstPass += copy.bytes() / speed;
        } else if (step instanceof Rounds) {
            copyInRounds();
        } else if (step instanceof Rest) {
            boolean first = rounds.none();
            rest = first ? 0 : rounds.rest();
            send(rounds.rest(), rounds.rest() / rate, true, step.paused());
            firstPass += first ? rounds.rest() / rate : 0;
        }
    }

    private void copyInRounds() {
        if (rounds.none()) {
            return;
        }
        boolean again;
        do {
            double chunk = rounds.begin(rate);
            double elapsed = chunk / rate;
            again = rounds.end(elapsed, rate);
            firstPass += rounds.rounds() == 1 ? elapsed : 0;
            send(chunk, elapsed, true, false);
        } while (again);
    }

    private void send(double size, double seconds, boolean overPath, boolean still) {
        bytes += overPath ? size : 0;
        sending += seconds;
        pass(seconds, still);
    }

    private void pass(double seconds, boolean still) {
        total += seconds;
        paused += still ? seconds : 0;
    }
}
