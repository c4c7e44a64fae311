package io.vacate.model.batch;

import io.vacate.model.internal.Check;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Limits of a batch as a whole. Immutable and thread-safe.
 *
 * @param horizon time that is expected to suffice, more than 0; a plan that takes longer is returned all the same
 * @param migrationsAtOnce most migrations at once, at least 1; empty if only resources limit them
 * @param powerCapWatts most power that is drawn at any time, in watts, at least 1; empty for no cap. Under a cap migrations
 *     have constant rates
 * @param power what draws how much; required for a cap
 * @param detours whether a VM may go by a third host to break a cycle of VMs that wait for each other's room
 * @param forcesSwitchOver whether a pre-copy that does not converge is switched over all the same; if not, no plan contains one
 */
public record BatchLimits(
        Duration horizon,
        OptionalInt migrationsAtOnce,
        OptionalInt powerCapWatts,
        Optional<PowerModel> power,
        boolean detours,
        boolean forcesSwitchOver) {
    /** No limit but a horizon of 30 days, longer than any batch that is worth planning. */
    public static final BatchLimits NONE = within(Duration.ofDays(30));

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

    /**
     * Returns limits that consist of a horizon only.
     *
     * @throws IllegalArgumentException if it is not more than 0
     */
    public static BatchLimits within(Duration horizon) {
        return new BatchLimits(horizon, OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), false, false);
    }

    /** Returns these limits with or without detours. */
    public BatchLimits withDetours(boolean allowed) {
        return new BatchLimits(horizon, migrationsAtOnce, powerCapWatts, power, allowed, forcesSwitchOver);
    }

    /**
     * Returns these limits with at most {@code most} migrations at once, or fewer where they allow fewer already.
     *
     * @throws IllegalArgumentException if {@code most} is below 1
     */
    public BatchLimits withMigrationsAtOnce(int most) {
        OptionalInt least = OptionalInt.of(Math.min(most, migrationsAtOnce.orElse(most)));
        return new BatchLimits(horizon, least, powerCapWatts, power, detours, forcesSwitchOver);
    }

    /** Returns these limits, with or without forcing the switch-over of what does not converge. */
    public BatchLimits withForcedSwitchOver(boolean allowed) {
        return new BatchLimits(horizon, migrationsAtOnce, powerCapWatts, power, detours, allowed);
    }
}
