package io.vacate.model.plan.search;

import io.vacate.model.estimate.SimulationResult;
import io.vacate.model.internal.Seconds;
import io.vacate.model.plan.batch.BatchBound;
import io.vacate.model.plan.batch.BatchPlan;
import io.vacate.model.plan.batch.BatchProblem;
import io.vacate.model.plan.batch.InfeasibleBatchException;
import io.vacate.model.plan.batch.MigrationPhysics.Sharing;
import io.vacate.model.plan.lanes.Choice;
import io.vacate.model.plan.lanes.LaneRuns;
import io.vacate.model.plan.lanes.LaneRuns.Run;
import io.vacate.model.plan.lanes.LaneSearch;
import io.vacate.model.plan.lanes.LoadBound;
import io.vacate.model.plan.lanes.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Plans a batch whose migrations share links, judged by the fluid simulation: as a plan of constant rates orders it, with so
 * many at once, with so many on each link; then by changes of the best of these. For one thread.
 */
final class SharedSearch {
    private static final double MILLIS = 1e3;
    private static final int MOST_TRIES = 20_000;
    /** Of large numbers at once every tenth part more is tried: they hardly differ. */
    private static final int SOME = 10;

    private final BatchProblem problem;
    private final List<Migration> migrations;
    private final Sharing physics;
    private final SharedBatch batch;
    private final LaneRuns runs;
    private final LaneSearch search;

    SharedSearch(BatchProblem problem, List<Migration> migrations, Sharing physics, long seed, BooleanSupplier stop) {
        this.problem = problem;
        this.migrations = migrations;
        this.physics = physics;
        batch = new SharedBatch(problem, migrations, physics);
        runs = new LaneRuns(batch.lanes());
        search = new LaneSearch(runs, seed, stop);
    }

    /** Returns the best plan; empty if none keeps all deadlines, or some VM would not converge. */
    Optional<BatchPlan> run(PlanAssembly.Timing reserved) {
        if (migrations.isEmpty()) {
            return Optional.empty();
        }
        Run handedOn = new Run(batch.run(reserved.before()), reserved.before());
        Score known = runs.score(handedOn.result());
        search.expect(known);
        List<Integer> shortest = batch.shortestFirst();
        List<Integer> longest = new ArrayList<>(shortest);
        Collections.reverse(longest);
        // These without any stop, so that the plan is never longer than one of them.
        for (int most = 1; most <= shortest.size(); most += 1 + most / SOME) {
            search.consider(Choice.atOnce(shortest, most));
        }
        search.consider(Choice.atOnce(shortest, Integer.MAX_VALUE));
        for (List<Integer> order : List.of(byStart(reserved.start()), longest, shortest)) {
            search.tryOrder(order);
        }
        search.improve(MOST_TRIES);
        return search.best()
                .flatMap(runs::run)
                .or(() -> Optional.of(handedOn))
                .filter(run -> isKept(runs.score(run.result())))
                .map(this::plan);
    }

    private static boolean isKept(Score score) {
        return score.lateness() == 0 && score.forced() == 0;
    }

    /** Returns the plan in which at most so many run at once, the shortest first. */
    BatchPlan atOnce(int most) {
        return runs.run(Choice.atOnce(batch.shortestFirst(), most))
                .filter(run -> isKept(runs.score(run.result())))
                .map(this::plan)
                .orElseThrow(() -> new InfeasibleBatchException(
                        "%s: with %d at once, the shortest first, some VM has no room, is late, or does not converge"
                                .formatted(problem.name(), most)));
    }

    private static List<Integer> byStart(int[] start) {
        return IntStream.range(0, start.length)
                .boxed()
                .sorted(Comparator.comparingInt(job -> start[job]))
                .toList();
    }

    private BatchPlan plan(Run run) {
        Jobs jobs = batch.jobs();
        SimulationResult result = run.result();
        int n = jobs.count();
        int[] start = new int[n];
        int[] end = new int[n];
        Arrays.setAll(start, job -> ticks(Seconds.of(result.start(job))));
        Arrays.setAll(end, job -> Math.max(start[job] + 1, ticks(Seconds.of(result.end(job)))));
        int[][] handedOn = new Predecessors(jobs, start, end).find();
        int[][] before = new int[n][];
        for (int job = 0; job < n; job++) {
            before[job] = IntStream.concat(Arrays.stream(handedOn[job]), Arrays.stream(run.predecessors()[job]))
                    .sorted()
                    .distinct()
                    .toArray();
        }
        LoadBound bound = batch.bound();
        return new PlanAssembly(problem, SharedBatch.clock(), migrations)
                .plan(
                        new PlanAssembly.Timing(start, end, before, new int[0], batch.predictions(result)),
                        new BatchBound(bound.time(), bound.reason()),
                        Optional.of(physics.estimator().groupSpread()));
    }

    private static int ticks(double seconds) {
        return (int) Math.ceil(seconds * MILLIS);
    }
}
