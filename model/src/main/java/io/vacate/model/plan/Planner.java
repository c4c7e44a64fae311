package io.vacate.model.plan;

/** Orders the moves of a problem. Implementations are thread-safe. */
@FunctionalInterface
public interface Planner {
    /**
     * Returns a plan that keeps every constraint of {@code problem}; the same for the same problem. A problem without
     * moves has an empty plan.
     *
     * @throws InfeasibleProblemException if no order is found in which each destination has room in time, or the
     *     precedences form a cycle
     */
    Plan plan(PlanningProblem problem);

    /** Returns the planner of a strategy. */
    static Planner of(Strategy strategy) {
        return switch (strategy) {
            case BEST -> new BestPlanner();
            case SEQUENTIAL -> new SequentialPlanner();
            case SEQUENTIAL_PER_LINK -> new SequentialPerLinkPlanner();
            case PARALLEL -> new ParallelPlanner();
            case K_PARALLEL -> new BestKParallelPlanner();
            case MIXED -> new MixedPlanner();
        };
    }
}
