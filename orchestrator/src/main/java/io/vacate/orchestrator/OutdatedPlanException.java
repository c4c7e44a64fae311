package io.vacate.orchestrator;

import java.util.List;

/** A plan no longer fits the hosts that it was made for. Nothing was changed. */
public final class OutdatedPlanException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final List<String> reasons;

    OutdatedPlanException(List<String> reasons) {
        super("the plan no longer fits: %s; nothing was changed".formatted(String.join("; ", reasons)));
        this.reasons = List.copyOf(reasons);
    }

    /** Returns all that no longer fits, as sentences for people that name VM and host. */
    public List<String> reasons() {
        return reasons;
    }
}
