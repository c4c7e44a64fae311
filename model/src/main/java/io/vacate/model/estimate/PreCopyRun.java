package io.vacate.model.estimate;

import io.vacate.api.unit.DataRate;

/**
 * What was seen of one pre-copy, fixed costs left out.
 *
 * @param firstRoundSeconds length of the first round
 * @param sendingSeconds length of all rounds and of the copy during the downtime
 * @param restSeconds length of the copy during the downtime
 * @param bytes all that was sent
 * @param rounds rounds before the downtime
 * @param forced whether the switch-over was forced
 */
record PreCopyRun(
        double firstRoundSeconds, double sendingSeconds, double restSeconds, double bytes, int rounds, boolean forced) {
    /** Returns bytes / time, at least 1 B/s. */
    DataRate meanRate() {
        return sendingSeconds > 0
                ? DataRate.ofBytesPerSecond(Math.max(1, (long) (bytes / sendingSeconds)))
                : DataRate.ofBytesPerSecond(Long.MAX_VALUE);
    }
}
