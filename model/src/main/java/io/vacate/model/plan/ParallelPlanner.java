package io.vacate.model.plan;

import java.util.stream.IntStream;

/** All moves at once, but for those that must wait: for room on their destination, or for a precedence. */
public final class ParallelPlanner implements Planner {
    /** Makes the planner. */
    public ParallelPlanner() {}

    @Override
    public Plan plan(PlanningProblem problem) {
        CalibratedProblem calibrated = new CalibratedProblem(problem);
        FeasibleOrder feasible = FeasibleOrder.of(problem, calibrated.shortestFirst());
        int[][] predecessors = IntStream.range(0, problem.moves().size())
                .mapToObj(move -> feasible.waitsFor(move).stream()
                        .mapToInt(Integer::intValue)
                        .toArray())
                .toArray(int[][]::new);
        return calibrated.predict(Strategy.PARALLEL, predecessors);
    }
}
