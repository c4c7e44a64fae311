package io.vacate.model.plan;

import java.util.List;

/**
 * One move at a time. The aggregate time is the same in any order; the shortest go first, as then most VMs are in safety
 * soonest, and of a fault in the middle fewest are left.
 */
public final class SequentialPlanner implements Planner {
    /** Makes the planner. */
    public SequentialPlanner() {}

    @Override
    public Plan plan(PlanningProblem problem) {
        CalibratedProblem calibrated = new CalibratedProblem(problem);
        List<Integer> order =
                FeasibleOrder.of(problem, calibrated.shortestFirst()).order();
        int[][] predecessors = new int[order.size()][];
        for (int i = 0; i < order.size(); i++) {
            predecessors[order.get(i)] = i == 0 ? new int[0] : new int[] {order.get(i - 1)};
        }
        return calibrated.predict(Strategy.SEQUENTIAL, predecessors);
    }
}
