package io.vacate.model.profile;

import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import java.time.Duration;

/**
 * Time that a migration takes whatever it sends. The network is free meanwhile, so the fixed costs of several migrations
 * overlap as far as the hosts' processors allow: this is why running idle VMs in parallel pays.
 *
 * @param setUp from the request to the first byte: connecting, preparing the destination; not negative
 * @param switchOver from the last byte to the VM running again: counts to the downtime; not negative
 * @param cleanUp from the VM running again to the end as the caller sees it; not negative
 */
public record FixedCosts(Duration setUp, Duration switchOver, Duration cleanUp) {
    /**
     * What to assume before anything was measured: 0.8 s in all. Source: p2p pre-copy of 128 to 512 MiB guests by QEMU 10
     * under libvirt 9, wall time less bytes / rate: 0.7 s at 500 Mbit/s, 0.95 s where the link set no limit. Libvirt's own
     * phases before and after are 0.43 and 0.22 s of it.
     */
    public static final FixedCosts PRIOR =
            new FixedCosts(Duration.ofMillis(430), Duration.ofMillis(150), Duration.ofMillis(220));

    /**
     * What to assume of Xen with libxl before anything was measured: 2.4 s in all. Source: p2p pre-copy of 64 to 512 MiB guests
     * between the testbed's emulated nodes under Xen 4.17 and libvirt 9, wall time less rounds at 120 Mbit/s ({@code
     * bench/xen-accuracy}); a hardware host is faster, and a calibration learns it.
     */
    public static final FixedCosts PRIOR_LIBXL =
            new FixedCosts(Duration.ofMillis(1200), Duration.ofMillis(800), Duration.ofMillis(400));

    /**
     * What to assume of a suspend-copy-resume: the constant parts of its phases. Suspending and resuming count as
     * {@code switchOver}, as the VM stands still. Source: as above, 128 to 512 MiB.
     */
    public static final FixedCosts PRIOR_SUSPEND_COPY_RESUME =
            new FixedCosts(Duration.ofMillis(20), Duration.ofMillis(600), Duration.ofMillis(100));

    /**
     * How long a migration keeps processors busy after its end: the source frees memory, the VM finds its caches cold at the
     * destination. Nobody waits for that, but where processors are few it slows those that follow. Source: guests that moved
     * one by one, without a pause, took 1.3 times as long as with a pause of 1.5 s between them.
     */
    public static final Duration AFTERMATH = Duration.ofMillis(800);

    /**
     * Checks the costs.
     *
     * @throws IllegalArgumentException if one is negative; the message names it
     */
    public FixedCosts {
        Check.notNegative(setUp, "setUp");
        Check.notNegative(switchOver, "switchOver");
        Check.notNegative(cleanUp, "cleanUp");
    }

    /**
     * Returns these costs multiplied.
     *
     * @throws IllegalArgumentException if {@code factor} is negative or not finite
     */
    public FixedCosts scaled(double factor) {
        return new FixedCosts(
                Seconds.toDuration(factor * Seconds.of(setUp)),
                Seconds.toDuration(factor * Seconds.of(switchOver)),
                Seconds.toDuration(factor * Seconds.of(cleanUp)));
    }

    /** Returns the sum of all three. */
    public Duration total() {
        return setUp.plus(switchOver).plus(cleanUp);
    }
}
