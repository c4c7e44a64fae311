package io.vacate.model.simulation;

import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.profile.NetworkProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Predicts several migrations at once over links, hosts' CPUs and buffers that they share.
 *
 * <p>Data flows like a fluid: at each instant the rates are max-min fair over the directed links and the CPUs, each job
 * capped by its stream cap and its rate limit. Time goes from event to event (a job starts or ends to send, a round ends),
 * without steps, so the result is exact but for rounding. Each job goes through the steps of its mode, with rounds as in
 * {@link MigrationEstimator} whose lengths follow from the rates as they change. Fixed costs take no bandwidth: they are work
 * of the hosts' processors, and overlap with other jobs as far as there are processors for them.
 *
 * <p>So a round that is slowed by others lets more be rewritten, and more is sent in all, while fixed costs in parallel
 * cost nothing: both sides of the choice between sequential and parallel (Zhao and Figueiredo 2007).
 *
 * <p>While a link that a job's acknowledgements take is full, the job loses a share of its rate, see {@link
 * NetworkProfile#PRIOR_REVERSE_SLOWDOWN}.
 *
 * <p>Made once for a set of jobs, run for each order to compare. Thread-safe: a run has a state of its own.
 */
public final class FluidSimulation {
    private final MigrationEstimator estimator;
    private final CompiledJobs compiled;

    /**
     * Prepares a simulation in which traffic in the other direction slows nothing.
     *
     * @param estimator fixed costs, and the spread of {@link #estimate}
     * @param jobs the jobs, numbered from 0 in this order
     * @throws IllegalArgumentException if one link has two capacities, or one host two profiles
     */
    public FluidSimulation(MigrationEstimator estimator, List<SimulatedJob> jobs) {
        this(estimator, jobs, 0);
    }

    /**
     * Prepares a simulation.
     *
     * @param estimator fixed costs, and the spread of {@link #estimate}
     * @param jobs the jobs, numbered from 0 in this order
     * @param reverseSlowdown share of its rate that a job loses while a link that its acknowledgements take is full; at
     *     least 0, below 1
     * @throws IllegalArgumentException if it is not, one link has two capacities, or one host two profiles
     */
    public FluidSimulation(MigrationEstimator estimator, List<SimulatedJob> jobs, double reverseSlowdown) {
        this.estimator = estimator;
        this.compiled = new CompiledJobs(estimator.hypervisor(), List.copyOf(jobs), reverseSlowdown);
    }

    /** Returns how many jobs there are. */
    public int size() {
        return compiled.size();
    }

    /**
     * Runs all jobs.
     *
     * @throws IllegalArgumentException if {@code order} is not of these jobs, or one of them can never start
     */
    public SimulationResult run(StartOrder order) {
        return run(order, (now, rates) -> {});
    }

    /**
     * Runs all jobs, unless that turns out to be of no use.
     *
     * @return empty if it took longer, or more jobs were forced to switch over, than {@code patience} allows
     * @throws IllegalArgumentException as {@link #run(StartOrder)}
     */
    public Optional<SimulationResult> run(StartOrder order, Patience patience) {
        return run(Dispatchers.of(order, compiled), patience, (now, rates) -> {});
    }

    /** Runs all jobs as their lanes have room, as {@link #run(StartOrder)}. */
    public SimulationResult run(Lanes lanes) {
        return run(lanes, Patience.ENDLESS).orElseThrow();
    }

    /** Runs all jobs as their lanes have room, as {@link #run(StartOrder, Patience)}. */
    public Optional<SimulationResult> run(Lanes lanes, Patience patience) {
        return run(new LaneDispatcher(size(), lanes), patience, (now, rates) -> {});
    }

    SimulationResult run(StartOrder order, FluidRun.Watch watch) {
        return run(Dispatchers.of(order, compiled), Patience.ENDLESS, watch).orElseThrow();
    }

    private Optional<SimulationResult> run(Dispatcher dispatcher, Patience patience, FluidRun.Watch watch) {
        return new FluidRun(compiled, dispatcher, watch).run(patience);
    }

    /** Runs all jobs and predicts what their user will see. */
    public GroupEstimate estimate(StartOrder order) {
        SimulationResult result = run(order);
        List<GroupEstimate.Member> members = new ArrayList<>();
        for (int job = 0; job < size(); job++) {
            members.add(new GroupEstimate.Member(result.start(job), result.end(job), estimate(result, job)));
        }
        return new GroupEstimate(estimator.groupSpread().around(result.makespan()), result.totalDowntime(), members);
    }

    /**
     * Returns the prediction of one job as it went in a run.
     *
     * @param result a result of this simulation
     * @param job number of the job
     */
    public MigrationEstimate estimate(SimulationResult result, int job) {
        return estimator.describe(compiled.scripts[job], result.passage(job));
    }
}
