package io.vacate.api.migration;

/** Where the state of a suspended VM waits for its copy. */
public enum Buffer {
    /** A file on the host's disk. */
    DISK,
    /** A file in the host's main memory (tmpfs). */
    MEMORY
}
