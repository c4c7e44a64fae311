package io.vacate.api.migration;

/** How memory pages are made smaller on their way. */
public enum Compression {
    /** Differences to the page sent before, for VMs that rewrite little of each page. */
    XBZRLE,
    /** zlib, over parallel connections. */
    ZLIB,
    /** Zstandard, over parallel connections. */
    ZSTD
}
