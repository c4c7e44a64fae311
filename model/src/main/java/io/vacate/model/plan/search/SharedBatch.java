package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Batch;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.internal.Seconds;
import io.vacate.model.plan.lanes.Choice;
import io.vacate.model.plan.lanes.LaneProblem;
import io.vacate.model.plan.lanes.LoadBound;
import io.vacate.model.simulation.FluidSimulation;
import io.vacate.model.simulation.Lanes;
import io.vacate.model.simulation.MigrationEstimator;
import io.vacate.model.simulation.SimulatedJob;
import io.vacate.model.simulation.SimulationResult;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The migrations of a batch as jobs that share links, in milliseconds. For one thread. */
final class SharedBatch {
    /** From here on two that pass each other take about as long as one after the other. */
    private static final double MUCH_LONGER = 1.5;

    private static final Clockwork CLOCK = new Clockwork(Duration.ofMillis(1));

    private final MigrationEstimator estimator;
    private final Jobs jobs;
    private final List<SimulatedJob> simulated;
    private final List<MigrationEstimate> alone;
    private final LaneProblem lanes;

    SharedBatch(Batch problem, List<Migration> migrations, Predictor predictor) {
        jobs = JobsBuilder.sharing(problem, CLOCK, migrations);
        simulated = migrations.stream()
                .map(move -> new SimulatedJob(predictor.learned(move.vm().profile()), move.path(), move.how()))
                .toList();
        estimator = Estimators.of(predictor);
        alone = simulated.stream()
                .map(job -> estimator.estimate(job.vm(), job.path(), job.tuning()))
                .toList();
        double slowdown = predictor.network().reverseSlowdown();
        lanes = new LaneProblem(
                new FluidSimulation(estimator, simulated, slowdown),
                LaneProblem.filledLinks(simulated, job -> needsBothWays(job, slowdown)),
                limits(),
                new RoomOrdering(jobs));
    }

    /** Some VMs need nearly all of a link: what acknowledgements of opposite data take from them costs them many rounds. */
    private boolean needsBothWays(int job, double slowdown) {
        if (slowdown == 0) {
            return false;
        }
        SimulatedJob it = simulated.get(job);
        long slowed = (long) (it.rateAlone().bytesPerSecond() * (1 - slowdown));
        MigrationEstimate estimate = estimator.estimate(it.vm(), new DataRate(Math.max(1, slowed)), it.tuning());
        return Seconds.of(estimate.terms().total())
                > MUCH_LONGER * Seconds.of(alone.get(job).terms().total());
    }

    static Clockwork clock() {
        return CLOCK;
    }

    Jobs jobs() {
        return jobs;
    }

    LaneProblem lanes() {
        return lanes;
    }

    private LaneProblem.Limits limits() {
        int n = jobs.count();
        double[][] shares = new double[n][];
        double[] notBefore = new double[n];
        double[] deadline = new double[n];
        double[] tail = new double[n];
        for (int job = 0; job < n; job++) {
            int[] uses = jobs.uses[job];
            shares[job] = new double[uses.length];
            for (int i = 0; i < uses.length; i++) {
                shares[job][i] = (double) jobs.amounts[job][i] / jobs.resources.capacity[uses[i]];
            }
            notBefore[job] = seconds(jobs.release[job]);
            deadline[job] =
                    jobs.deadline[job] == Jobs.NO_DEADLINE ? Double.POSITIVE_INFINITY : seconds(jobs.deadline[job]);
            tail[job] = seconds(jobs.tail[job]);
        }
        return new LaneProblem.Limits(jobs.uses, shares, notBefore, deadline, tail);
    }

    private static double seconds(int ticks) {
        return Seconds.of(CLOCK.time(ticks));
    }

    /** Returns the jobs by how long they take alone, shortest first. */
    List<Integer> shortestFirst() {
        return IntStream.range(0, jobs.count())
                .boxed()
                .sorted(Comparator.comparing(job -> alone.get(job).terms().total()))
                .toList();
    }

    /** Returns choices by what each job needs of its links. */
    List<Choice> byNeed() {
        return new SharesByNeed(simulated, alone, estimator).choices();
    }

    /** Simulates what happens if each job starts when others have ended. */
    SimulationResult run(int[][] predecessors) {
        int[] order = IntStream.range(0, jobs.count()).toArray();
        return lanes.simulation()
                .run(Lanes.after(order, predecessors, lanes.limits().notBefore()));
    }

    /** Returns what is predicted of each job as it went. */
    List<MigrationEstimate> predictions(SimulationResult result) {
        return IntStream.range(0, jobs.count())
                .mapToObj(job -> lanes.simulation().estimate(result, job))
                .toList();
    }

    /** Returns the bound, on the grid that all times of plans lie on. */
    LoadBound bound() {
        LoadBound bound = LoadBound.of(estimator, simulated, alone, lanes.limits());
        int ticks = CLOCK.up(bound.time());
        return jobs.floor > ticks
                ? new LoadBound(CLOCK.time(jobs.floor), "hosts that boot or shut down")
                : new LoadBound(CLOCK.time(ticks), bound.reason());
    }
}
