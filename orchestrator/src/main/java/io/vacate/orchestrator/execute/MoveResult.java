package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.model.live.LiveEstimator.Lesson;
import java.time.Instant;

/** How a move ended, after its retries. */
public sealed interface MoveResult {
    /** Returns the move as it was planned. */
    VmMove move();

    /** Returns how often it was tried; 0 if it never started. */
    int attempts();

    /**
     * The VM runs at its destination.
     *
     * @param move the move as it was planned
     * @param destination where the VM is: the planned destination, or another after a retry
     * @param statistics what the last attempt cost
     * @param started when the last attempt was requested
     * @param ended when it ended
     * @param attempts how often it was tried
     * @param lesson what the last attempt showed while it was followed
     */
    record Moved(
            VmMove move,
            Host destination,
            MigrationStatistics statistics,
            Instant started,
            Instant ended,
            int attempts,
            Lesson lesson)
            implements MoveResult {}

    /**
     * The VM did not move.
     *
     * @param move the move as it was planned
     * @param reason what kept it
     * @param message the same for people, with the first cause
     * @param location where the VM was found
     * @param attempts how often it was tried
     */
    record NotMoved(VmMove move, Reason reason, String message, VmLocation location, int attempts)
            implements MoveResult {}

    /** What kept a VM from moving. */
    enum Reason {
        /** Its migration failed, and so did its retries. */
        FAILED,
        /** It rewrote its memory faster than it could be sent. */
        DID_NOT_CONVERGE,
        /** Its migration was cancelled on request. */
        CANCELLED,
        /** Somebody else aborted its migration on its host; that is not ours to overrule, so it was not tried again. */
        ABORTED,
        /** It never started, because the run was cancelled before. */
        NOT_STARTED,
        /** It never started, because a predecessor did not succeed. */
        SKIPPED
    }

    /** Tells whether the VM is at a destination. */
    default boolean isMoved() {
        return this instanceof Moved;
    }
}
