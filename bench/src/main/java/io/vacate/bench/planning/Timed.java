package io.vacate.bench.planning;

import io.vacate.model.plan.BatchPlanner;
import io.vacate.model.plan.batch.BatchPlan;
import io.vacate.model.plan.batch.BatchProblem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A plan, and how long it took.
 *
 * @param plan the best that was found
 * @param firstMillis time to the first plan
 * @param totalMillis time to the last
 */
record Timed(BatchPlan plan, double firstMillis, double totalMillis) {
    private static final double NANOS_PER_MILLI = 1e6;

    static Timed of(BatchPlanner planner, BatchProblem problem, Duration limit) {
        long begin = System.nanoTime();
        long end = begin + limit.toNanos();
        AtomicLong first = new AtomicLong();
        BatchPlan plan =
                planner.plan(problem, () -> System.nanoTime() - end >= 0, () -> first.set(System.nanoTime() - begin));
        return new Timed(plan, first.get() / NANOS_PER_MILLI, (System.nanoTime() - begin) / NANOS_PER_MILLI);
    }

    double ratio() {
        return (double) plan.makespan().toMillis() / plan.bound().time().toMillis();
    }
}
