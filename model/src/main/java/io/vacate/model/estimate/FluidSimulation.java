package io.vacate.model.estimate;

import io.vacate.model.profile.VmProfile;
import java.util.List;

/**
 * Predicts several pre-copy migrations at once over links that they share.
 *
 * <p>Data flows like a fluid: at each instant the rates are max-min fair over the directed links, each job capped by its
 * stream cap and its rate limit. Time goes from event to event (a job starts or ends to send, a round ends), without
 * steps, so the result is exact but for rounding. Each job goes through set-up, rounds as in {@link PreCopyEstimator}
 * whose lengths follow from the rates as they change, the copy during the downtime, switch-over and clean-up. Fixed costs
 * take no bandwidth and overlap with other jobs. A job starts as soon as its predecessors have ended.
 *
 * <p>So a round that is slowed by others lets more be rewritten, and more is sent in all, while fixed costs in parallel
 * cost nothing: both sides of the choice between sequential and parallel (Zhao and Figueiredo 2007).
 *
 * <p>Made once for a set of jobs, run for each order to compare. Thread-safe: a run has a state of its own.
 */
public final class FluidSimulation {
    private final PreCopyEstimator estimator;
    private final List<SimulatedJob> jobs;
    private final CompiledJobs compiled;

    /**
     * Prepares a simulation.
     *
     * @param estimator fixed costs, and the spread of {@link #estimate}
     * @param jobs the jobs, numbered from 0 in this order
     * @throws IllegalArgumentException if one link has two capacities
     */
    public FluidSimulation(PreCopyEstimator estimator, List<SimulatedJob> jobs) {
        this.estimator = estimator;
        this.jobs = List.copyOf(jobs);
        this.compiled = new CompiledJobs(estimator.costs(), this.jobs);
    }

    /** Returns how many jobs there are. */
    public int size() {
        return jobs.size();
    }

    /**
     * Runs all jobs.
     *
     * @param predecessors for each job, those that must have ended before it starts, each once
     * @throws IllegalArgumentException if the array is not of the number of jobs, a predecessor is not another job, or
     *     they form a cycle
     */
    public SimulationResult run(int[][] predecessors) {
        return run(predecessors, (now, rates) -> {});
    }

    SimulationResult run(int[][] predecessors, FluidRun.Watch watch) {
        return new FluidRun(compiled, predecessors, watch).run();
    }

    /** Runs all jobs at once. */
    public SimulationResult runParallel() {
        return run(new int[jobs.size()][0]);
    }

    /**
     * Returns the prediction of one job as it went in a run.
     *
     * @param result a result of this simulation
     * @param job number of the job
     */
    public MigrationEstimate estimate(SimulationResult result, int job) {
        VmProfile vm = jobs.get(job).vm();
        return estimator.describe(vm, result.run(job));
    }
}
