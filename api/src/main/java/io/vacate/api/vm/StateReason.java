package io.vacate.api.vm;

/** Why a VM is in its state; not every reason goes with every state. */
public enum StateReason {
    /** It was started. */
    BOOTED,
    /** It came here by a migration. */
    MIGRATED,
    /** It was restored from a file. */
    RESTORED,
    /** It was resumed after a pause. */
    RESUMED,
    /** A migration away from here was cancelled or failed, and it runs on. */
    MIGRATION_CANCELLED,
    /** It runs while the rest of its memory is still on the way. */
    POST_COPY,
    /** A post-copy migration broke; parts of its memory are elsewhere. */
    POST_COPY_FAILED,
    /** Someone asked for it. */
    USER,
    /** It is paused for a migration. */
    MIGRATION,
    /** It is paused while it is saved, or off because it was saved. */
    SAVED,
    /** It is paused because of a storage error. */
    IO_ERROR,
    /** It is paused while it starts up. */
    STARTING,
    /** The guest ended by itself. */
    GUEST_SHUTDOWN,
    /** It was ended by force. */
    DESTROYED,
    /** It crashed. */
    CRASHED,
    /** The hypervisor failed to run it. */
    FAILED,
    /** The hypervisor gives none, or one that is unknown to this library. */
    UNKNOWN
}
