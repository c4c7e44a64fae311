package io.vacate.model.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.util.Optional;

/**
 * What hosts, VMs and migrations draw, in whole watts, as in the published batches: a migration at rate r draws
 * {@code migrationWatts} + ⌊r / {@code ratePerWatt}⌋.
 *
 * @param hostWatts drawn by a host from the start of its boot to the end of its shutdown, at least 0
 * @param bootWatts drawn by a host in addition while it boots, at least 0
 * @param vmWatts drawn by a VM at any time, at least 0
 * @param migrationWatts drawn by a migration at any rate, at least 0
 * @param ratePerWatt rate for which a migration draws one watt more, more than 0
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
     * Returns the highest rate at which a migration draws at most {@code watts}.
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

    /**
     * Returns what a migration at this rate draws, in watts.
     *
     * @throws ArithmeticException if that is more than an {@code int} holds
     */
    public int migrating(DataRate rate) {
        return Math.toIntExact(migrationWatts + rate.bytesPerSecond() / ratePerWatt.bytesPerSecond());
    }
}
