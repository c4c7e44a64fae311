package io.vacate.orchestrator.execute;

import io.vacate.model.batch.Action;
import java.time.Duration;

/**
 * A VM is suspended at its source, so that others can have its room, until its move goes on.
 *
 * @param planned the plan's action
 * @param move the move that begins with it, another step of the plan: its turn comes when it is to go on
 */
public record VmSuspension(Action.Suspend planned, VmMove move) implements PlanStep {
    /**
     * Checks the move.
     *
     * @throws IllegalArgumentException if its request does not hold the VM suspended
     */
    public VmSuspension {
        if (!move.request().holdsSuspended()) {
            throw new IllegalArgumentException("move '%s' does not hold its VM suspended, as action '%s' asks for"
                    .formatted(move.id(), planned.id()));
        }
    }

    @Override
    public String subject() {
        return move.subject();
    }

    @Override
    public Duration notBefore() {
        return move.notBefore();
    }
}
