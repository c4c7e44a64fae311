package io.vacate.model.plan;

import io.vacate.model.plan.lanes.Choice;

/** So many moves at a time; where one ends the next starts, the shortest first. */
public final class KParallelPlanner implements Planner {
    private final int most;

    /**
     * Makes the planner.
     *
     * @param k how many move at once
     * @throws IllegalArgumentException if {@code k} is below 1
     */
    public KParallelPlanner(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k (%d) must be at least 1".formatted(k));
        }
        most = k;
    }

    @Override
    public Plan plan(PlanningProblem problem) {
        CalibratedProblem calibrated = new CalibratedProblem(problem);
        return new LanePlans(calibrated).plan(Strategy.K_PARALLEL, Choice.atOnce(calibrated.shortestFirst(), most));
    }
}
