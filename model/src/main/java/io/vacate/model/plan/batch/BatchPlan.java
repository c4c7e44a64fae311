package io.vacate.model.plan.batch;

import java.time.Duration;
import java.util.List;

/**
 * A plan of a batch, which keeps all that its problem asks for.
 *
 * @param problem name of the problem
 * @param actions by start; predecessors come before those that wait for them
 * @param makespan when the last action ends
 * @param bound no plan can be faster
 */
public record BatchPlan(String problem, List<BatchAction> actions, Duration makespan, BatchBound bound) {
    /** Copies the list. */
    public BatchPlan {
        actions = List.copyOf(actions);
    }

    /** Tells whether no plan can be faster than this. */
    public boolean isProvenOptimal() {
        return makespan.compareTo(bound.time()) <= 0;
    }
}
