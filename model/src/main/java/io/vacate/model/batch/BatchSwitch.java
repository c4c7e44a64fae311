package io.vacate.model.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.util.Optional;

/**
 * A switch of a batch's network.
 *
 * @param id unique among hosts and switches, not blank
 * @param capacity most that all migrations through it get together, as sold; empty if it is non-blocking
 */
public record BatchSwitch(String id, Optional<DataRate> capacity) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the name is blank or the capacity is 0
     */
    public BatchSwitch {
        Check.notBlank(id, "id");
        capacity.ifPresent(rate -> Check.positive(rate, "capacity of switch '%s'".formatted(id)));
    }
}
