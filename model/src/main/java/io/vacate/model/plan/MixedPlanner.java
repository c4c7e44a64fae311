package io.vacate.model.plan;

import io.vacate.model.plan.lanes.LaneSearch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Searches for an order, and for the share of its links that each move takes: a VM that rewrites much gets them alone,
 * small and idle ones share them.
 *
 * <p>All is judged by the simulation that predicts plans. The same problem always gives the same plan: what is limited is
 * work, not time.
 */
public final class MixedPlanner implements Planner {
    private static final long SEED = 20070101;
    /** Moves that are simulated in all, about. */
    private static final int WORK = 200_000;

    private static final int MOST_TRIES = 10_000;

    /** Makes the planner. */
    public MixedPlanner() {}

    @Override
    public Plan plan(PlanningProblem problem) {
        CalibratedProblem calibrated = new CalibratedProblem(problem);
        LanePlans plans = new LanePlans(calibrated);
        LaneSearch search = new LaneSearch(plans.runs(), SEED, () -> false);
        List<Integer> shortest = calibrated.shortestFirst();
        List<Integer> longest = new ArrayList<>(shortest);
        Collections.reverse(longest);
        search.tryOrder(longest);
        search.tryOrder(shortest);
        int size = shortest.size();
        if (size > 1) {
            search.improve(Math.min(MOST_TRIES, WORK / size));
        }
        return plans.plan(Strategy.MIXED, search.best().orElseThrow(plans::noOrder));
    }
}
