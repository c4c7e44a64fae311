package io.vacate.model.plan.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;

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

    /** Returns what a migration at this rate draws in addition, in watts. */
    public int migrating(DataRate rate) {
        return Math.toIntExact(migrationWatts + rate.bytesPerSecond() / ratePerWatt.bytesPerSecond());
    }
}
