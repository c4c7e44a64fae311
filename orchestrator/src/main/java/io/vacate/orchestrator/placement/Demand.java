package io.vacate.orchestrator.placement;

import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmSummary;
import java.time.Duration;
import java.util.Set;

/**
 * A VM that needs a place.
 *
 * @param vm identity, name and state
 * @param memory memory that it takes at its destination
 * @param work time that moving it alone takes, by the model: what is spread evenly
 * @param candidates names of the {@linkplain Room rooms} that may take it in
 */
public record Demand(VmSummary vm, DataSize memory, Duration work, Set<String> candidates) {
    /** Copies the candidates. */
    public Demand {
        candidates = Set.copyOf(candidates);
    }
}
