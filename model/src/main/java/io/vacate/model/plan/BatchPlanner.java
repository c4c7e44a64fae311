package io.vacate.model.plan;

import io.vacate.model.plan.batch.BatchPlan;
import io.vacate.model.plan.batch.BatchProblem;
import io.vacate.model.plan.batch.MigrationPhysics;
import io.vacate.model.plan.search.BatchSearch;
import java.util.function.BooleanSupplier;

/**
 * Plans batches of migrations in the least time that it finds: at first by a rule of thumb, then better and better until the
 * bound is reached, no more is to be expected, or it is told to stop.
 *
 * <p>Immutable, for use by any thread. The same seed gives the same plan, unless the search was stopped before it had ended.
 *
 * @param physics how long migrations take
 * @param seed of all that is left to chance
 */
public record BatchPlanner(MigrationPhysics physics, long seed) {
    /** Returns the planner with a usual seed. */
    public static BatchPlanner with(MigrationPhysics physics) {
        return new BatchPlanner(physics, 1);
    }

    /** Plans without any limit of time. */
    public BatchPlan plan(BatchProblem problem) {
        return plan(problem, () -> false, () -> {});
    }

    /**
     * Plans until told to stop.
     *
     * @param problem what to plan
     * @param stop asked between two attempts, in the calling thread; once true, the search ends with the best plan so far
     * @param first run in the calling thread when there is a first plan, which {@code stop} would return
     * @return a plan that keeps all that the problem asks for
     * @throws io.vacate.model.plan.batch.InfeasibleBatchException if there is none, or none was found by then
     */
    public BatchPlan plan(BatchProblem problem, BooleanSupplier stop, Runnable first) {
        return new BatchSearch(problem, physics, seed, stop, first).run();
    }

    /**
     * Plans without a search, for comparison: migrations start the shortest first, whenever fewer than so many run. With 1 that
     * is sequential, with {@link Integer#MAX_VALUE} parallel. Where physics knows constant rates only, one waits until its rate
     * is free.
     *
     * @param problem what to plan
     * @param most how many run at once, at least 1
     * @return a plan that keeps all that the problem asks for
     * @throws io.vacate.model.plan.batch.InfeasibleBatchException if there is none of this kind
     */
    public BatchPlan planAtOnce(BatchProblem problem, int most) {
        return new BatchSearch(problem, physics, seed, () -> true, () -> {}).atOnce(most);
    }
}
