package io.vacate.bench.planning.peer;

/**
 * Something that migrations share.
 *
 * @param kind what it is
 * @param name whose it is; the same for all where there is only one of its kind
 */
record Resource(Kind kind, Object name) {
    /** Migrations that run at once, in the batch. */
    static final Resource AT_ONCE = new Resource(Kind.AT_ONCE, "");

    /** Watts. */
    static final Resource POWER = new Resource(Kind.POWER, "");

    /** What can be shared. */
    enum Kind {
        /** One direction of a link, in bytes per second. */
        LINK,
        /** A switch that may block, in bytes per second. */
        SWITCH,
        /** A host's memory, in bytes. */
        MEMORY,
        /** A host's processors. */
        CPU,
        /** Migrations that leave a host at once. */
        OUTGOING,
        /** Migrations that reach a host at once. */
        INCOMING,
        /** See {@link #AT_ONCE}. */
        AT_ONCE,
        /** See {@link #POWER}. */
        POWER
    }
}
