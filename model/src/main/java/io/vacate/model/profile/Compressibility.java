package io.vacate.model.profile;

import io.vacate.model.internal.Check;

/**
 * How much smaller a VM's memory gets on its way, as bytes sent for each byte of pages.
 *
 * @param rewritten of pages that were sent before, sent as differences (XBZRLE); above 0, at most 1
 * @param content of any page (zlib, Zstandard); above 0, at most 1
 */
public record Compressibility(double rewritten, double content) {
    /** Nothing is gained: what to assume of a VM that nobody looked into. */
    public static final Compressibility NONE = new Compressibility(1, 1);

    /**
     * Checks the ratios.
     *
     * @throws IllegalArgumentException if one is out of its range; the message names it
     */
    public Compressibility {
        Check.within(rewritten, 0, 1, "rewritten");
        Check.within(content, 0, 1, "content");
    }
}
