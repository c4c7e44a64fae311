package io.vacate.model.plan.lanes;

import io.vacate.model.internal.Seconds;
import io.vacate.model.simulation.Lanes;
import io.vacate.model.simulation.Patience;
import io.vacate.model.simulation.SimulationResult;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Simulates lanes for the jobs of a problem. Thread-safe if the problem's ordering is. */
public final class LaneRuns {
    private final LaneProblem problem;
    /** Limits are numbered after the links. */
    private final int[][] limits;

    private final boolean timed;

    /** Makes the runs of a problem. */
    public LaneRuns(LaneProblem problem) {
        this.problem = problem;
        int links = Arrays.stream(problem.filled())
                        .flatMapToInt(Arrays::stream)
                        .max()
                        .orElse(-1)
                + 1;
        limits = Arrays.stream(problem.limits().of())
                .map(of -> Arrays.stream(of).map(limit -> links + limit).toArray())
                .toArray(int[][]::new);
        timed = Arrays.stream(problem.limits().tail()).anyMatch(tail -> tail > 0)
                || Arrays.stream(problem.limits().deadline()).anyMatch(Double::isFinite);
    }

    /**
     * How jobs went, and why in that order.
     *
     * @param result what the simulation saw
     * @param predecessors for each job, those that had to end before it: at whose end it was started, and what it needs
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Run(SimulationResult result, int[][] predecessors) {}

    /** Simulates a choice; empty if its order cannot be kept. */
    public Optional<Score> score(Choice choice) {
        return score(choice, Patience.ENDLESS);
    }

    /** Simulates a choice; empty if its order cannot be kept, or patience ends. */
    public Optional<Score> score(Choice choice, Patience patience) {
        return result(choice, patience).map(this::score);
    }

    /** Simulates a choice; empty if its order cannot be kept, or patience ends. */
    public Optional<SimulationResult> result(Choice choice, Patience patience) {
        return problem.ordering()
                .nearest(choice.order())
                .flatMap(ordered -> problem.simulation().run(lanes(choice, ordered), patience));
    }

    /** Simulates a choice and tells which job waited for which; empty if its order cannot be kept. */
    public Optional<Run> run(Choice choice) {
        return problem.ordering().nearest(choice.order()).map(ordered -> run(choice, ordered));
    }

    private Run run(Choice choice, Ordering.Ordered ordered) {
        SimulationResult result = problem.simulation().run(lanes(choice, ordered));
        int[][] predecessors = new int[problem.size()][];
        for (int job = 0; job < predecessors.length; job++) {
            Set<Integer> before = new LinkedHashSet<>();
            for (int other : ordered.after()[job]) {
                before.add(other);
            }
            result.startedBy(job).ifPresent(before::add);
            predecessors[job] = before.stream().mapToInt(Integer::intValue).toArray();
        }
        return new Run(result, predecessors);
    }

    /** Tells how good a result is. */
    public Score score(SimulationResult result) {
        double makespan = result.makespanSeconds();
        double lateness = 0;
        if (timed) {
            for (int job = 0; job < problem.size(); job++) {
                double end = Seconds.of(result.end(job));
                makespan = Math.max(makespan, end + problem.limits().tail()[job]);
                lateness += Math.max(0, end - problem.limits().deadline()[job]);
            }
        }
        return new Score(
                lateness, result.forcedCount(), makespan, result.totalDowntime().toNanos());
    }

    private Lanes lanes(Choice choice, Ordering.Ordered ordered) {
        int jobs = problem.size();
        int[][] links = new int[jobs][];
        double[][] shares = new double[jobs][];
        for (int job = 0; job < jobs; job++) {
            double share = choice.shares()[job];
            int[] filled = problem.filled()[job];
            int shared = share > 0 ? filled.length : 0;
            int[] own = limits[job];
            links[job] = Arrays.copyOf(filled, shared + own.length);
            shares[job] = new double[shared + own.length];
            Arrays.fill(shares[job], share);
            System.arraycopy(own, 0, links[job], shared, own.length);
            System.arraycopy(problem.limits().shares()[job], 0, shares[job], shared, own.length);
        }
        return new Lanes(
                ordered.order(),
                choice.most(),
                links,
                shares,
                ordered.after(),
                problem.limits().notBefore());
    }
}
