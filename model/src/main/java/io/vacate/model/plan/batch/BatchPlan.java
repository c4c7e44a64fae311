package io.vacate.model.plan.batch;

import io.vacate.model.estimate.Estimate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A plan of a batch, which keeps all that its problem asks for.
 *
 * @param problem name of the problem
 * @param actions by start; predecessors come before those that wait for them
 * @param makespan when the last action ends, as modelled
 * @param bound no plan can be faster, by the same model
 * @param aggregateTime the makespan as it will be seen, with intervals; empty where the physics has none
 */
public record BatchPlan(
        String problem,
        List<BatchAction> actions,
        Duration makespan,
        BatchBound bound,
        Optional<Estimate<Duration>> aggregateTime) {
    /** Copies the list. */
    public BatchPlan {
        actions = List.copyOf(actions);
    }

    /** Makes a plan of which nothing more is known. */
    public BatchPlan(String problem, List<BatchAction> actions, Duration makespan, BatchBound bound) {
        this(problem, actions, makespan, bound, Optional.empty());
    }

    /** Tells whether no plan can be faster than this. */
    public boolean isProvenOptimal() {
        return makespan.compareTo(bound.time()) <= 0;
    }
}
