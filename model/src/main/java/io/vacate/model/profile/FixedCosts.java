package io.vacate.model.profile;

import io.vacate.model.internal.Check;
import java.time.Duration;

/**
 * Time that a migration takes whatever it sends. The network is free meanwhile, so the fixed costs of several migrations
 * overlap: this is why running idle VMs in parallel pays.
 *
 * @param setUp from the request to the first byte: connecting, preparing the destination; not negative
 * @param switchOver from the last byte to the VM running again: counts to the downtime; not negative
 * @param cleanUp from the VM running again to the end as the caller sees it; not negative
 */
public record FixedCosts(Duration setUp, Duration switchOver, Duration cleanUp) {
    /**
     * What to assume before anything was measured: 2.2 s in all. Source: p2p pre-copy of 128 to 512 MiB guests by QEMU
     * 10.0.2 under libvirt, wall time less bytes / rate; of it 1.3 to 1.9 s lay outside of the elapsed time that libvirt
     * reports, and 0.2 to 0.35 s of downtime were left where nothing was dirtied.
     */
    public static final FixedCosts PRIOR =
            new FixedCosts(Duration.ofMillis(1300), Duration.ofMillis(200), Duration.ofMillis(700));

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

    /** Returns the sum of all three. */
    public Duration total() {
        return setUp.plus(switchOver).plus(cleanUp);
    }
}
