package io.vacate.bench.planning;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.plan.Planner;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How long simple strategies take, under the same physics.
 *
 * @param sequential seconds one by one; empty if that is not feasible
 * @param parallel seconds all at once
 * @param best seconds with the best number at once
 * @param most that number
 */
record Strategies(OptionalDouble sequential, OptionalDouble parallel, OptionalDouble best, int most) {
    /** Up to so many every number is tried, then every twentieth part more. */
    private static final int ALL = 200;

    private static final int SOME = 20;
    private static final double MILLIS = 1e3;

    /** Plans a problem by each. */
    static Strategies of(Planner planner, Batch problem) {
        int moving = problem.moving().size();
        OptionalDouble best = OptionalDouble.empty();
        int most = 0;
        for (int k = 1; k <= moving; k += k < ALL ? 1 : k / SOME) {
            OptionalDouble time = seconds(planner, problem, k);
            if (time.isPresent() && (best.isEmpty() || time.getAsDouble() < best.getAsDouble())) {
                best = time;
                most = k;
            }
        }
        return new Strategies(seconds(planner, problem, 1), seconds(planner, problem, Integer.MAX_VALUE), best, most);
    }

    private static OptionalDouble seconds(Planner planner, Batch problem, int most) {
        try {
            return OptionalDouble.of(
                    planner.planAtOnce(problem, most).makespan().toMillis() / MILLIS);
        } catch (InfeasibleException none) {
            return OptionalDouble.empty();
        }
    }

    static String header() {
        return "%10s %10s %14s  ".formatted("sequential", "parallel", "best k");
    }

    String cells() {
        return "%10s %10s %14s  ".formatted(shown(sequential), shown(parallel), shown(best) + " (" + most + ")");
    }

    private static String shown(OptionalDouble seconds) {
        return seconds.isPresent() ? String.format(Locale.ROOT, "%.1f", seconds.getAsDouble()) : "-";
    }

    void addTo(Map<String, @Nullable Object> row) {
        row.put("sequential_s", boxed(sequential));
        row.put("parallel_s", boxed(parallel));
        row.put("k_parallel_s", boxed(best));
        row.put("k", most);
    }

    private static @Nullable Double boxed(OptionalDouble seconds) {
        return seconds.isPresent() ? seconds.getAsDouble() : null;
    }
}
