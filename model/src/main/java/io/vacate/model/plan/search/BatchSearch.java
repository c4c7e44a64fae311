package io.vacate.model.plan.search;

import io.vacate.model.plan.batch.BatchPlan;
import io.vacate.model.plan.batch.BatchProblem;
import io.vacate.model.plan.batch.InfeasibleBatchException;
import io.vacate.model.plan.batch.MigrationPhysics;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Plans a batch. For one thread. */
public final class BatchSearch {
    private final BatchProblem problem;
    private final Choices choices;
    private final long seed;
    private final BooleanSupplier stop;
    private final Runnable first;

    /**
     * Makes a search.
     *
     * @param problem what to plan
     * @param physics how long migrations take
     * @param seed of chance
     * @param stop asked now and then whether to end with the best that was found
     * @param first run when there is a plan
     */
    public BatchSearch(
            BatchProblem problem, MigrationPhysics physics, long seed, BooleanSupplier stop, Runnable first) {
        this.problem = problem;
        this.seed = seed;
        this.stop = stop;
        this.first = first;
        choices = new Choices(problem, physics);
    }

    /** Returns the best plan that was found. */
    public BatchPlan run() {
        List<Migration> migrations = new Destinations(choices).choose();
        Jobs jobs = JobsBuilder.build(problem, choices.clock(), migrations);
        Bound bound = Bounds.of(jobs, migrations);
        boolean[] told = new boolean[1];
        Levels levels = new Levels(jobs, bound.ticks(), seed, stop, schedule -> {
            if (!told[0]) {
                told[0] = true;
                first.run();
            }
        });
        Schedule best = levels.run()
                .orElseThrow(() -> new InfeasibleBatchException(Failures.stuck(jobs, migrations, levels.stuck())));
        if (best.lateness > 0) {
            throw new InfeasibleBatchException(Failures.late(jobs, migrations, best, choices.clock()));
        }
        return new PlanAssembly(problem, choices.clock(), migrations, jobs).plan(best, bound);
    }
}
