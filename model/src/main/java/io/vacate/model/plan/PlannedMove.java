package io.vacate.model.plan;

import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.internal.Check;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A move with its place in a plan.
 *
 * @param move what moves where
 * @param predecessors VMs whose moves must have ended before this one starts; none: at once
 * @param predictedStart median start, from the start of the plan
 * @param predictedEnd median end, from the start of the plan
 * @param rateLimit most that the move may take; {@link #NO_LIMIT} where the plan sets none
 * @param estimate the prediction of this move among the others of its plan
 */
public record PlannedMove(
        Move move,
        List<VmId> predecessors,
        Duration predictedStart,
        Duration predictedEnd,
        DataRate rateLimit,
        MigrationEstimate estimate) {
    /** More than any link carries. */
    public static final DataRate NO_LIMIT = new DataRate(Long.MAX_VALUE);

    /**
     * Checks the planned move.
     *
     * @throws IllegalArgumentException if it ends before it starts or its rate limit is 0
     */
    public PlannedMove {
        predecessors = List.copyOf(predecessors);
        Check.notNegative(predictedStart, "predictedStart");
        Check.notNegative(predictedEnd.minus(predictedStart), "predictedEnd - predictedStart");
        Check.positive(rateLimit, "rateLimit");
    }

    /** Returns the VM's identity, by which {@link #predecessors()} name moves. */
    public VmId id() {
        return move.id();
    }

    /** Returns the rate limit, if the plan sets one. */
    public Optional<DataRate> limit() {
        return rateLimit.equals(NO_LIMIT) ? Optional.empty() : Optional.of(rateLimit);
    }
}
