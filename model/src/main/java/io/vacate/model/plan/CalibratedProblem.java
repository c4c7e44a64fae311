package io.vacate.model.plan;

import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.estimate.Convergence;
import io.vacate.model.estimate.Estimate;
import io.vacate.model.estimate.FluidSimulation;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.MigrationEstimator;
import io.vacate.model.estimate.SimulatedJob;
import io.vacate.model.estimate.SimulationResult;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A problem made ready to compare orders: calibrated jobs, each one's estimate alone, the simulation and the bound. */
final class CalibratedProblem {
    private final PlanningProblem problem;
    private final MigrationEstimator estimator;
    private final List<SimulatedJob> jobs;
    private final List<MigrationEstimate> alone;
    private final FluidSimulation simulation;

    CalibratedProblem(PlanningProblem problem) {
        this.problem = problem;
        Calibration calibration = problem.calibration();
        NetworkProfile network = calibration.apply(problem.network());
        estimator = calibration.estimator();
        jobs = problem.moves().stream()
                .map(move -> SimulatedJob.of(calibration.apply(move.vm()), network.path(move.from(), move.to())))
                .toList();
        alone = jobs.stream()
                .map(job -> estimator.estimate(job.vm(), job.path()))
                .toList();
        simulation = new FluidSimulation(estimator, jobs, network.reverseSlowdown());
    }

    PlanningProblem problem() {
        return problem;
    }

    SimulatedJob job(int move) {
        return jobs.get(move);
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

    /** Predicts the plan in which each move waits for its predecessors. */
    Plan predict(Strategy strategy, int[][] predecessors) {
        SimulationResult result = simulation.run(StartOrder.afterPredecessors(predecessors));
        List<PlannedMove> planned = new ArrayList<>();
        for (int move = 0; move < jobs.size(); move++) {
            List<VmId> before =
                    Arrays.stream(predecessors[move]).mapToObj(this::id).toList();
            planned.add(new PlannedMove(
                    problem.moves().get(move),
                    before,
                    result.start(move),
                    result.end(move),
                    PlannedMove.NO_LIMIT,
                    simulation.estimate(result, move)));
        }
        planned.sort(Comparator.comparing(PlannedMove::predictedStart).thenComparing(PlannedMove::predictedEnd));
        Estimate<Duration> aggregate = estimator.groupSpread().around(result.makespan());
        return new Plan(strategy, planned, aggregate, result.totalDowntime(), lowerBound(), List.of());
    }

    private VmId id(int move) {
        return problem.moves().get(move).id();
    }

    /**
     * The longest move alone; and, for each link, all that must cross it at its capacity, after the first set-up and
     * before the last clean-up. What a move sends alone is the least that it can send: sharing only slows its rounds.
     */
    private LowerBound lowerBound() {
        LowerBound best = new LowerBound(Duration.ZERO, "nothing to move");
        Map<Link, Double> bytes = new LinkedHashMap<>();
        for (int move = 0; move < jobs.size(); move++) {
            SimulatedJob job = jobs.get(move);
            MigrationEstimate estimate = alone.get(move);
            best = larger(
                    best,
                    estimate.totalTime().p50(),
                    "VM '%s' alone".formatted(job.vm().name()));
            double least = leastBytes(job, estimate);
            job.path().links().forEach(link -> bytes.merge(link, least, Double::sum));
        }
        Duration fixed = estimator.hypervisor().costs(ModeKind.PRE_COPY).total();
        for (Map.Entry<Link, Double> entry : bytes.entrySet()) {
            Link link = entry.getKey();
            Duration time = fixed.plus(
                    Seconds.toDuration(entry.getValue() / link.capacity().bytesPerSecond()));
            best = larger(best, time, "link '%s' carries %s".formatted(link.name(), size(entry.getValue())));
        }
        return best;
    }

    private static double leastBytes(SimulatedJob job, MigrationEstimate estimate) {
        return estimate.convergence() instanceof Convergence.Converges
                ? estimate.bytes().p50().bytes()
                : job.vm().firstRound().bytes();
    }

    private static DataSize size(double bytes) {
        return DataSize.ofBytes((long) bytes);
    }

    private static LowerBound larger(LowerBound bound, Duration time, String reason) {
        return time.compareTo(bound.time()) > 0 ? new LowerBound(time, reason) : bound;
    }
}
