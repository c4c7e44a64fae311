package io.vacate.model.plan.batch;

import io.vacate.model.internal.Check;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What holds for a batch as a whole.
 *
 * @param horizon what is expected to be enough, more than 0; a plan that takes longer is returned all the same
 * @param migrationsAtOnce how many may run at once, at least 1; empty where only resources limit them
 * @param powerCapWatts the most that may be drawn at any time, more than 0; empty where there is no cap
 * @param power what draws how much; needed for a cap
 * @param detours whether a VM may go by a third host, where VMs wait for each other's room
 */
public record BatchLimits(
        Duration horizon,
        OptionalInt migrationsAtOnce,
        OptionalInt powerCapWatts,
        Optional<PowerModel> power,
        boolean detours) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if a value is out of its range, or a cap comes without a model
     */
    public BatchLimits {
        Check.positive(horizon, "horizon");
        if (migrationsAtOnce.isPresent() && migrationsAtOnce.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "migrationsAtOnce (%d) must be at least 1".formatted(migrationsAtOnce.getAsInt()));
        }
        if (powerCapWatts.isPresent() && powerCapWatts.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "powerCapWatts (%d) must be at least 1".formatted(powerCapWatts.getAsInt()));
        }
        if (powerCapWatts.isPresent() && power.isEmpty()) {
            throw new IllegalArgumentException(
                    "powerCapWatts (%d) needs a power model to be kept".formatted(powerCapWatts.getAsInt()));
        }
    }

    /** Returns a horizon and no other limit. */
    public static BatchLimits within(Duration horizon) {
        return new BatchLimits(horizon, OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), false);
    }

    /** Returns the same with or without detours. */
    public BatchLimits withDetours(boolean allowed) {
        return new BatchLimits(horizon, migrationsAtOnce, powerCapWatts, power, allowed);
    }
}
