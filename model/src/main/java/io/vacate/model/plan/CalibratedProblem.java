package io.vacate.model.plan;

import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.estimate.FluidSimulation;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.MigrationEstimator;
import io.vacate.model.estimate.SimulatedJob;
import io.vacate.model.estimate.SimulationResult;
import io.vacate.model.estimate.Spread;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.plan.lanes.LaneProblem;
import io.vacate.model.plan.lanes.LoadBound;
import io.vacate.model.plan.lanes.Ordering;
import io.vacate.model.profile.NetworkProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A problem made ready to compare orders: calibrated jobs, each one's estimate alone, the simulation and the bound. */
final class CalibratedProblem {
    private final PlanningProblem problem;
    private final MigrationEstimator estimator;
    private final List<SimulatedJob> jobs;
    private final List<MigrationEstimate> alone;
    private final FluidSimulation simulation;
    private final HostSlots slots;
    /** How far reality lies from the aggregate time: a single move is no group. */
    private final Spread spread;

    CalibratedProblem(PlanningProblem problem) {
        this.problem = problem;
        slots = new HostSlots(problem);
        Calibration calibration = problem.calibration();
        NetworkProfile network = calibration.apply(problem.network());
        estimator = calibration.estimator();
        jobs = problem.moves().stream()
                .map(move -> new SimulatedJob(
                        calibration.apply(move.vm()), network.path(move.from(), move.to()), move.tuning()))
                .toList();
        alone = jobs.stream()
                .map(job -> estimator.estimate(job.vm(), job.path(), job.tuning()))
                .toList();
        simulation = new FluidSimulation(estimator, jobs, network.reverseSlowdown());
        spread = jobs.size() == 1 ? estimator.spread() : estimator.groupSpread();
    }

    PlanningProblem problem() {
        return problem;
    }

    /** Returns the numbers of the moves by their median time alone, shortest first; equals in the order given. */
    List<Integer> shortestFirst() {
        List<Integer> numbers = new ArrayList<>();
        for (int move = 0; move < jobs.size(); move++) {
            numbers.add(move);
        }
        numbers.sort(Comparator.comparing(move -> alone.get(move).totalTime().p50()));
        return numbers;
    }

    /** Returns for each move the numbers, from 0, of the links that it fills when it is alone. */
    int[][] filledLinks() {
        return LaneProblem.filledLinks(jobs);
    }

    /** Returns the search for lanes that keep an ordering. */
    LaneProblem lanes(Ordering ordering) {
        return new LaneProblem(simulation, filledLinks(), slots.limits(), ordering);
    }

    /** Predicts the plan in which each move waits for its predecessors, and hosts take part in no more than they may. */
    Plan predict(Strategy strategy, int[][] asOrdered) {
        int[][] predecessors = slots.keep(simulation, asOrdered);
        SimulationResult result = simulation.run(StartOrder.afterPredecessors(predecessors));
        List<PlannedMove> planned = new ArrayList<>();
        for (int move = 0; move < jobs.size(); move++) {
            List<VmId> before =
                    Arrays.stream(predecessors[move]).mapToObj(this::id).toList();
            planned.add(new PlannedMove(
                    problem.moves().get(move),
                    before,
                    median(result.start(move)),
                    median(result.end(move)),
                    PlannedMove.NO_LIMIT,
                    simulation.estimate(result, move)));
        }
        planned.sort(Comparator.comparing(PlannedMove::predictedStart).thenComparing(PlannedMove::predictedEnd));
        return new Plan(
                strategy,
                planned,
                spread.around(result.makespan()),
                result.makespan(),
                result.totalDowntime(),
                lowerBound(),
                List.of());
    }

    private Duration median(Duration modelled) {
        return spread.around(modelled).p50();
    }

    private VmId id(int move) {
        return problem.moves().get(move).id();
    }

    private LowerBound lowerBound() {
        LoadBound bound = LoadBound.of(estimator, jobs, alone, LaneProblem.Limits.none(jobs.size()));
        return new LowerBound(median(bound.time()), bound.reason());
    }
}
