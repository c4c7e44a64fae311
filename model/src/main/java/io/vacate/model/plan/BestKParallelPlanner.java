package io.vacate.model.plan;

import io.vacate.model.plan.lanes.Choice;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The best number of moves at a time: that whose plan is best among {@link KParallelPlanner}s. */
public final class BestKParallelPlanner implements Planner {
    private static final int SOME = 20;

    /** Makes the planner. */
    public BestKParallelPlanner() {}

    @Override
    public Plan plan(PlanningProblem problem) {
        CalibratedProblem calibrated = new CalibratedProblem(problem);
        LanePlans plans = new LanePlans(calibrated);
        List<Integer> order = calibrated.shortestFirst();
        Choice best = numbers(order.size())
                .mapToObj(most -> Choice.atOnce(order, most))
                .min(Comparator.comparing(plans::score))
                .orElseThrow();
        return plans.plan(Strategy.K_PARALLEL, best);
    }

    /** Returns all numbers, of large ones every tenth part more: they hardly differ. */
    private static IntStream numbers(int moves) {
        return IntStream.iterate(1, most -> most <= Math.max(1, moves), most -> most + 1 + most / SOME);
    }
}
