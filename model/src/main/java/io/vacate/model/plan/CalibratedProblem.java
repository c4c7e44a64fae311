package io.vacate.model.plan;

import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.estimate.FluidSimulation;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.MigrationEstimator;
import io.vacate.model.estimate.SimulatedJob;
import io.vacate.model.estimate.SimulationResult;
import io.vacate.model.estimate.Spread;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A problem made ready to compare orders: calibrated jobs, each one's estimate alone, the simulation and the bound. */
final class CalibratedProblem {
    /** A link counts as filled when one move takes this share of it. */
    private static final double FILLED = 0.95;

    private final PlanningProblem problem;
    private final MigrationEstimator estimator;
    private final List<SimulatedJob> jobs;
    private final List<MigrationEstimate> alone;
    private final FluidSimulation simulation;
    /** How far reality lies from the aggregate time: a single move is no group. */
    private final Spread spread;

    CalibratedProblem(PlanningProblem problem) {
        this.problem = problem;
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

    /** Returns for each move the numbers, from 0, of the links that it fills when it is alone. */
    int[][] filledLinks() {
        Map<Link, Integer> numbers = new HashMap<>();
        int[][] filled = new int[jobs.size()][];
        for (int move = 0; move < filled.length; move++) {
            double rate = jobs.get(move).rateAlone().bytesPerSecond();
            filled[move] = jobs.get(move).path().links().stream()
                    .filter(link -> rate >= FILLED * link.capacity().bytesPerSecond())
                    .mapToInt(link -> numbers.computeIfAbsent(link, added -> numbers.size()))
                    .toArray();
        }
        return filled;
    }

    /** Simulates an order. */
    SimulationResult simulate(StartOrder order) {
        return simulation.run(order);
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

    /**
     * The longest move alone; and, for each link, all that must cross it at its capacity, after the first set-up and
     * before the last clean-up. What a move sends alone is the least that it can send: sharing only slows its rounds.
     */
    private LowerBound lowerBound() {
        LowerBound best = new LowerBound(Duration.ZERO, "nothing to move");
        Map<Link, LinkLoad> loads = new LinkedHashMap<>();
        for (int move = 0; move < jobs.size(); move++) {
            SimulatedJob job = jobs.get(move);
            MigrationEstimate estimate = alone.get(move);
            best = larger(
                    best,
                    median(estimate.terms().total()),
                    "VM '%s' alone".formatted(job.vm().name()));
            LinkLoad own = load(job, estimate);
            job.path().links().forEach(link -> loads.merge(link, own, LinkLoad::and));
        }
        for (Map.Entry<Link, LinkLoad> entry : loads.entrySet()) {
            Link link = entry.getKey();
            LinkLoad load = entry.getValue();
            Duration time = Seconds.toDuration(
                    load.before() + load.bytes() / link.capacity().bytesPerSecond() + load.after());
            best = larger(best, median(time), "link '%s' carries %s".formatted(link.name(), size(load.bytes())));
        }
        return best;
    }

    /** What must cross a link, and the seconds without data before the first byte and after the last, at the least. */
    private record LinkLoad(double before, double bytes, double after) {
        LinkLoad and(LinkLoad other) {
            return new LinkLoad(Math.min(before, other.before), bytes + other.bytes, Math.min(after, other.after));
        }
    }

    private LinkLoad load(SimulatedJob job, MigrationEstimate estimate) {
        MigrationMode mode = job.tuning().mode();
        FixedCosts costs = estimator.hypervisor().costs(ModeKind.of(mode));
        double setUp = Seconds.of(costs.setUp());
        double switchOver = Seconds.of(costs.switchOver());
        double cleanUp = Seconds.of(costs.cleanUp());
        double least = leastBytes(job, estimate);
        if (mode instanceof MigrationMode.SuspendCopyResume) {
            return new LinkLoad(setUp + switchOver / 2, least, switchOver / 2 + cleanUp);
        }
        boolean switchesBefore = mode instanceof MigrationMode.PostCopy;
        return new LinkLoad(setUp, least, (switchesBefore ? 0 : switchOver) + cleanUp);
    }

    /** Where slower rounds may end otherwise than by sending more, a move sends at least all of its memory once. */
    private static double leastBytes(SimulatedJob job, MigrationEstimate estimate) {
        Tuning tuning = job.tuning();
        boolean onlyGrows = tuning.mode() instanceof MigrationMode.PreCopy
                && tuning.autoConverge().isEmpty()
                && estimate.convergence().converges();
        if (onlyGrows) {
            return estimate.bytes().p50().bytes();
        }
        boolean isCompressed = tuning.compression()
                .filter(method -> method != Compression.XBZRLE)
                .isPresent();
        double ratio = isCompressed ? job.vm().compressibility().content() : 1;
        return ratio * job.vm().firstRound().bytes();
    }

    private static DataSize size(double bytes) {
        return DataSize.ofBytes((long) bytes);
    }

    private static LowerBound larger(LowerBound bound, Duration time, String reason) {
        return time.compareTo(bound.time()) > 0 ? new LowerBound(time, reason) : bound;
    }
}
