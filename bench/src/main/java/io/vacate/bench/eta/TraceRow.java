package io.vacate.bench.eta;

import java.util.OptionalDouble;

/**
 * One sample of {@code query-migrate}, as QEMU reports it.
 *
 * @param status QEMU's word for where the migration stands
 * @param totalMillis time since the request in ms
 * @param downtimeMillis pause in ms; only at the end
 * @param expectedDowntimeMillis what QEMU expects; in the first round this is the downtime limit
 * @param totalBytes the guest's memory
 * @param remainingBytes memory left, zero pages included
 * @param transferredBytes bytes sent
 * @param normalPages pages sent whole, of 4 KiB
 * @param dirtyPagesPerSecond pages that the guest rewrites a second; 0 in the first round
 * @param megabitsPerSecond rate in Mbit/s
 * @param syncs dirty-syncs so far: the round under way, counted from 1
 * @param throttlePercent share of its CPU that the guest is denied; absent where it is not
 */
record TraceRow(
        String status,
        double totalMillis,
        OptionalDouble downtimeMillis,
        OptionalDouble expectedDowntimeMillis,
        double totalBytes,
        double remainingBytes,
        double transferredBytes,
        double normalPages,
        double dirtyPagesPerSecond,
        double megabitsPerSecond,
        int syncs,
        OptionalDouble throttlePercent) {
    static final int PAGE_BYTES = 4096;
    private static final double BYTES_PER_MEGABIT = 125_000;

    boolean isCompleted() {
        return status.equals("completed");
    }

    boolean isPostCopy() {
        return status.startsWith("postcopy");
    }

    boolean isPreCopy() {
        return status.equals("active");
    }

    double seconds() {
        return totalMillis / 1e3;
    }

    double bytesPerSecond() {
        return megabitsPerSecond * BYTES_PER_MEGABIT;
    }
}
