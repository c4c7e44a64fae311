package io.vacate.orchestrator.profile;

import io.vacate.api.unit.DataRate;
import java.time.Duration;
import java.util.List;

/**
 * How long VMs are watched for how fast they rewrite their memory. All VMs are watched at once, so the time that this
 * takes does not grow with their number.
 *
 * @param periods lengths of the measurements, each longer than the one before; none to measure nothing
 * @param quiet a VM that rewrites less than this in the first period is not watched for the longer ones
 */
public record Sampling(List<Duration> periods, DataRate quiet) {
    /** 1 s, and 4 s more for VMs that rewrite at least 1 MiB/s: long enough to see a curve bend. */
    public static final Sampling DEFAULT =
            new Sampling(List.of(Duration.ofSeconds(1), Duration.ofSeconds(4)), DataRate.ofMebibytesPerSecond(1));

    /** Measures nothing: VMs are taken to be idle, and the result says so. */
    public static final Sampling NONE = new Sampling(List.of(), DataRate.ZERO);

    /**
     * Checks the periods.
     *
     * @throws IllegalArgumentException if one is not positive, or not longer than the one before
     */
    public Sampling {
        periods = List.copyOf(periods);
        Duration before = Duration.ZERO;
        for (Duration period : periods) {
            if (period.compareTo(before) <= 0) {
                throw new IllegalArgumentException(
                        "periods (%s) must be positive, each longer than the one before".formatted(periods));
            }
            before = period;
        }
    }
}
