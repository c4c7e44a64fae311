package io.vacate.model.plan.chart;

import io.vacate.model.batch.Action;
import io.vacate.model.batch.Plan;
import io.vacate.model.internal.Seconds;
import java.util.List;

/**
 * An action as a bar of a chart.
 *
 * @param kind its kind, one word
 * @param label what people call it
 * @param start seconds from the start of the batch
 * @param end seconds from the start of the batch
 */
record Bar(String kind, String label, double start, double end) {
    /** Returns the actions of a plan, in its order. */
    static List<Bar> of(Plan plan) {
        return plan.actions().stream().map(Bar::of).toList();
    }

    private static Bar of(Action action) {
        double start = Seconds.of(action.start());
        double end = Seconds.of(action.end());
        if (action instanceof Action.Migrate move) {
            return new Bar("migrate", "%s  %s > %s".formatted(move.vm(), move.from(), move.to()), start, end);
        }
        if (action instanceof Action.Suspend suspend) {
            return new Bar("suspend", "%s  suspends on %s".formatted(suspend.vm(), suspend.host()), start, end);
        }
        if (action instanceof Action.Resume resume) {
            return new Bar(
                    "migrate", "%s  resumes  %s > %s".formatted(resume.vm(), resume.from(), resume.to()), start, end);
        }
        if (action instanceof Action.Boot boot) {
            return new Bar("boot", "%s  boots".formatted(boot.host()), start, end);
        }
        if (action instanceof Action.Shutdown shutdown) {
            return new Bar("shutdown", "%s  shuts down".formatted(shutdown.host()), start, end);
        }
        throw new IllegalStateException("an action of a new kind: " + action);
    }
}
