package io.vacate.model.plan.lanes;

import java.util.List;
import java.util.Optional;

/** Knows which orders keep precedences and room. */
@FunctionalInterface
public interface Ordering {
    /**
     * Jobs in an order that can be kept. Arrays must not change.
     *
     * @param order all jobs, each after those that it waits for
     * @param after for each job, those that must have ended before it starts, each once
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Ordered(int[] order, int[][] after) {}

    /** Returns the order that is nearest to the preferred one; empty if it leads to where no job can go. */
    Optional<Ordered> nearest(List<Integer> preferred);
}
