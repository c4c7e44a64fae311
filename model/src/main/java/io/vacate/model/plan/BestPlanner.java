package io.vacate.model.plan;

import java.util.Comparator;
import java.util.List;

/**
 * Tries other planners and takes the plan with the fewest VMs that do not converge, then the least median aggregate time,
 * then the least total downtime; among equals the one tried first. The others are kept as alternatives.
 */
public final class BestPlanner implements Planner {
    private static final Comparator<Plan> BETTER = Comparator.comparingInt(Plan::notConverging)
            .thenComparing((Plan plan) -> plan.aggregateTime().p50())
            .thenComparing(Plan::totalDowntime);

    private final List<Planner> candidates;

    /** Makes a planner that tries every other strategy, the one with the least load first. */
    public BestPlanner() {
        this(List.of(
                new SequentialPlanner(),
                new SequentialPerLinkPlanner(),
                new ParallelPlanner(),
                new BestKParallelPlanner(),
                new MixedPlanner()));
    }

    /**
     * Makes a planner that tries {@code candidates} in this order.
     *
     * @throws IllegalArgumentException if there is none
     */
    public BestPlanner(List<Planner> candidates) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("candidates (%s) must not be empty".formatted(candidates));
        }
        this.candidates = List.copyOf(candidates);
    }

    @Override
    public Plan plan(PlanningProblem problem) {
        List<Plan> plans = candidates.stream()
                .map(planner -> planner.plan(problem))
                .sorted(BETTER)
                .toList();
        return plans.get(0).preferredTo(plans.subList(1, plans.size()));
    }
}
