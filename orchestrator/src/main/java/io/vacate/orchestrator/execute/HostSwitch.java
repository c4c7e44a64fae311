package io.vacate.orchestrator.execute;

import io.vacate.model.batch.Action;

/**
 * A host that a plan switches on or off.
 *
 * @param planned the plan's action: {@link Action.Boot} or {@link Action.Shutdown}
 * @param host the host
 */
public record HostSwitch(Action planned, PoweredHost host) implements PlanStep {
    /**
     * Checks the action.
     *
     * @throws IllegalArgumentException if it switches no host
     */
    public HostSwitch {
        if (!(planned instanceof Action.Boot) && !(planned instanceof Action.Shutdown)) {
            throw new IllegalArgumentException("action '%s' switches no host".formatted(planned.id()));
        }
    }

    /** Tells whether it is switched on, rather than off. */
    public boolean isBoot() {
        return planned instanceof Action.Boot;
    }

    @Override
    public String subject() {
        return host.info().name();
    }
}
