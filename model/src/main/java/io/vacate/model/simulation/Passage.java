package io.vacate.model.simulation;

import io.vacate.api.unit.DataRate;

/**
 * How one migration went in a simulation, in seconds and bytes.
 *
 * @param total from the request to the end
 * @param paused how long the VM stood still
 * @param sending time in which bytes flowed
 * @param firstPass part of it that sent memory the first time
 * @param bytes all that flowed over the path
 * @param rest what was left after the rounds; 0 without rounds
 * @param rounds rounds of pre-copy
 * @param forced whether the budget ended them
 */
record Passage(
        double total,
        double paused,
        double sending,
        double firstPass,
        double bytes,
        double rest,
        int rounds,
        boolean forced) {
    /** Returns bytes / time of sending, at least 1 B/s. */
    DataRate meanRate() {
        return sending > 0
                ? DataRate.ofBytesPerSecond(Math.max(1, (long) Math.min(Long.MAX_VALUE, bytes / sending)))
                : DataRate.ofBytesPerSecond(Long.MAX_VALUE);
    }
}
