package io.vacate.api.migration;

import io.vacate.api.host.Capability;

/** How memory pages are made smaller on their way. */
public enum Compression {
    /** Differences to the page sent before, for VMs that rewrite little of each page. */
    XBZRLE,
    /** zlib, over parallel connections. */
    ZLIB,
    /** Zstandard, over parallel connections. */
    ZSTD;

    /** Returns the capability that a session needs for this method. */
    public Capability requiredCapability() {
        return switch (this) {
            case XBZRLE -> Capability.COMPRESSION_XBZRLE;
            case ZLIB -> Capability.COMPRESSION_ZLIB;
            case ZSTD -> Capability.COMPRESSION_ZSTD;
        };
    }

    /** Returns the highest level that this method has; 0 means that it has no levels. */
    public int highestLevel() {
        return switch (this) {
            case XBZRLE -> 0;
            case ZLIB -> 9;
            case ZSTD -> 20;
        };
    }
}
