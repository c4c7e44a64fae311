package io.vacate.api.migration;

/** A part of a migration that has a time of its own in its {@linkplain MigrationStatistics statistics}. */
public enum Phase {
    /** From the request until memory moves: connecting, checking, setting up the destination. */
    PREPARE,
    /** Memory moves while the VM runs at the source. */
    COPY,
    /** The VM is down. */
    SWITCH_OVER,
    /** The VM runs at the destination and memory follows. */
    POST_COPY,
    /** From the VM's start at the destination until both hosts have cleaned up. */
    FINISH,
    /** The VM's state is written to its buffer. */
    SUSPEND,
    /** The buffer is copied. */
    TRANSFER,
    /** The VM is restored from its buffer. */
    RESUME
}
