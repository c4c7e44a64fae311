package io.vacate.model.plan.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.util.Optional;

/**
 * What hosts, VMs and migrations draw, in watts.
 *
 * @param hostWatts a host from the start of its boot to the end of its shutdown
 * @param bootWatts a host in addition while it boots
 * @param vmWatts a VM at any time
 * @param migrationWatts a migration in addition while it runs
 * @param ratePerWatt a migration draws one more watt for each whole one of these that its rate holds
 */
public record PowerModel(int hostWatts, int bootWatts, int vmWatts, int migrationWatts, DataRate ratePerWatt) {
    private static final double MOST_RATE = 0x1p62;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is negative, or the rate is 0
     */
    public PowerModel {
        requireNotNegative(hostWatts, "hostWatts");
        requireNotNegative(bootWatts, "bootWatts");
        requireNotNegative(vmWatts, "vmWatts");
        requireNotNegative(migrationWatts, "migrationWatts");
        Check.positive(ratePerWatt, "ratePerWatt");
    }

    private static void requireNotNegative(int watts, String field) {
        if (watts < 0) {
            throw new IllegalArgumentException("%s (%d) must not be negative".formatted(field, watts));
        }
    }

    /**
     * Returns the fastest rate at which a migration draws so much at most.
     *
     * @return empty if it draws more at any rate
     */
    public Optional<DataRate> fastest(long watts) {
        double rates = watts - migrationWatts + 1.0;
        return rates < 1
                ? Optional.empty()
                : Optional.of(new DataRate((long)
                        Math.max(1, Math.min(MOST_RATE, rates * ratePerWatt.bytesPerSecond() - 1))));
    }

    /** Returns what a migration at this rate draws in addition, in watts. */
    public int migrating(DataRate rate) {
        return Math.toIntExact(migrationWatts + rate.bytesPerSecond() / ratePerWatt.bytesPerSecond());
    }
}
