package io.vacate.orchestrator;

import io.vacate.model.batch.Action;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Tuning;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Actions with other values. */
final class Actions {
    private Actions() {}

    /** Returns an action that waits for others. */
    static Action after(Action action, List<String> predecessors) {
        return with(action, action.start(), action.end(), predecessors);
    }

    /** Returns an action at another time, with what is predicted of it. */
    static Action at(Action action, Duration start, Duration end) {
        return with(action, start, end, action.predecessors());
    }

    /** Returns a migration at another time, as it is made, with what is predicted of it. */
    static Action at(Action.Migrate move, Duration start, Duration end, Tuning how, MigrationEstimate prediction) {
        return new Action.Migrate(
                move.id(),
                move.vm(),
                move.from(),
                move.to(),
                how,
                start,
                end,
                prediction.terms().rate(),
                move.predecessors(),
                Optional.of(prediction));
    }

    private static Action with(Action action, Duration start, Duration end, List<String> predecessors) {
        if (action instanceof Action.Migrate move) {
            return new Action.Migrate(
                    move.id(),
                    move.vm(),
                    move.from(),
                    move.to(),
                    move.how(),
                    start,
                    end,
                    move.rate(),
                    predecessors,
                    move.prediction());
        }
        if (action instanceof Action.Boot boot) {
            return new Action.Boot(boot.id(), boot.host(), start, end, predecessors);
        }
        if (action instanceof Action.Shutdown shutdown) {
            return new Action.Shutdown(shutdown.id(), shutdown.host(), start, end, predecessors);
        }
        if (action instanceof Action.Suspend suspend) {
            return new Action.Suspend(suspend.id(), suspend.vm(), suspend.host(), start, end, predecessors);
        }
        if (action instanceof Action.Resume resume) {
            return new Action.Resume(
                    resume.id(), resume.vm(), resume.from(), resume.to(), start, end, resume.rate(), predecessors);
        }
        throw new IllegalArgumentException("action '%s' is of an unknown kind".formatted(action.id()));
    }
}
