package io.vacate.bench.planning;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.Plan;
import io.vacate.model.plan.Planner;
import io.vacate.model.plan.SearchLimits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A plan, and how long it took.
 *
 * @param plan the best that was found
 * @param firstMillis time to the first plan
 * @param totalMillis time to the last
 */
record Timed(Plan plan, double firstMillis, double totalMillis) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;

    static Timed of(Planner planner, Batch problem, Duration limit) {
        long begin = System.nanoTime();
        AtomicLong first = new AtomicLong();
        Plan plan = planner.plan(
                problem, SearchLimits.within(limit, System::nanoTime), () -> first.set(System.nanoTime() - begin));
        return new Timed(plan, first.get() / NANOS_PER_MILLI, (System.nanoTime() - begin) / NANOS_PER_MILLI);
    }

    double makespanSeconds() {
        return plan.makespan().toMillis() / MILLIS_PER_SECOND;
    }

    double boundSeconds() {
        return plan.bound().time().toMillis() / MILLIS_PER_SECOND;
    }

    /** Returns what {@code --json} tells of the plan, by key: to be added to. */
    Map<String, @Nullable Object> columns() {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        columns.put("instance", plan.batch());
        columns.put("makespan_s", makespanSeconds());
        columns.put("bound_s", boundSeconds());
        columns.put("gap", plan.gap());
        columns.put("first_ms", firstMillis);
        columns.put("total_ms", totalMillis);
        return columns;
    }
}
