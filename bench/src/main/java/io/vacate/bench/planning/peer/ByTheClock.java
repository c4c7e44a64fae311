package io.vacate.bench.planning.peer;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Strategy;
import io.vacate.model.estimate.Tuning;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Plans as other planners give them: actions start at times, not after others, and nothing is said of their spread. */
final class ByTheClock {
    private ByTheClock() {}

    static Plan plan(Batch problem, List<Action> actions, Duration makespan, Plan.Bound bound) {
        return new Plan(
                problem.name(),
                Strategy.MIXED,
                actions.stream().sorted(Comparator.comparing(Action::start)).toList(),
                makespan,
                Optional.empty(),
                bound,
                List.of());
    }

    static Action migrate(Move move, String to, Duration start, Duration end, DataRate rate) {
        String vm = move.vm().id();
        return new Action.Migrate(
                "migrate " + vm,
                vm,
                move.from().id(),
                to,
                Tuning.PRE_COPY,
                start,
                end,
                rate,
                List.of(),
                Optional.empty());
    }

    static Action boot(String host, Duration start, Duration end) {
        return new Action.Boot("boot " + host, host, start, end, List.of());
    }

    static Action shutdown(String host, Duration start, Duration end) {
        return new Action.Shutdown("shutdown " + host, host, start, end, List.of());
    }
}
