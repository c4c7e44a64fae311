package io.vacate.model.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One move at a time on each link that a single move fills; moves that have no such link in common run at once. From one
 * host this is sequential; from several to several, sequential on each side. The longest go first, as in list scheduling:
 * a long one that starts last would end alone.
 */
public final class SequentialPerLinkPlanner implements Planner {
    /** Makes the planner. */
    public SequentialPerLinkPlanner() {}

    @Override
    public Plan plan(PlanningProblem problem) {
        CalibratedProblem calibrated = new CalibratedProblem(problem);
        List<Integer> longestFirst = new ArrayList<>(calibrated.shortestFirst());
        Collections.reverse(longestFirst);
        FeasibleOrder feasible = FeasibleOrder.of(problem, longestFirst);
        int[][] predecessors = new int[problem.moves().size()][];
        int[][] filled = calibrated.filledLinks();
        Map<Integer, Integer> lastOn = new HashMap<>();
        for (int move : feasible.order()) {
            Set<Integer> before = new LinkedHashSet<>(feasible.waitsFor(move));
            for (int link : filled[move]) {
                Integer last = lastOn.put(link, move);
                if (last != null) {
                    before.add(last);
                }
            }
            predecessors[move] = before.stream().mapToInt(Integer::intValue).toArray();
        }
        return calibrated.predict(Strategy.SEQUENTIAL_PER_LINK, predecessors);
    }
}
