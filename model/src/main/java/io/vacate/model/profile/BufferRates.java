package io.vacate.model.profile;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;

/**
 * How fast a host handles suspended state in one of its buffers, in bytes of state each second: the paper's own case has a
 * phase a + V / rate for each (Zhao and Figueiredo 2007, section 4).
 *
 * @param suspend from a running VM into the buffer; positive
 * @param copy from one buffer into another, reading it back included, where no link is narrower; positive
 * @param resume from the buffer into a running VM; positive
 */
public record BufferRates(DataRate suspend, DataRate copy, DataRate resume) {
    /**
     * A buffer in main memory, before anything was measured. Source: 128 to 512 MiB guests, QEMU 10 under libvirt 9 on two
     * cores.
     */
    public static final BufferRates PRIOR_MEMORY = ofMebibytes(650, 200, 300);

    /** A buffer on a disk, before anything was measured: one that sustains 150 MiB/s, read back from the page cache. */
    public static final BufferRates PRIOR_DISK = ofMebibytes(150, 200, 300);

    /**
     * Checks the rates.
     *
     * @throws IllegalArgumentException if one is 0; the message names it
     */
    public BufferRates {
        Check.positive(suspend, "suspend");
        Check.positive(copy, "copy");
        Check.positive(resume, "resume");
    }

    private static BufferRates ofMebibytes(long suspend, long copy, long resume) {
        return new BufferRates(
                DataRate.ofMebibytesPerSecond(suspend),
                DataRate.ofMebibytesPerSecond(copy),
                DataRate.ofMebibytesPerSecond(resume));
    }
}
