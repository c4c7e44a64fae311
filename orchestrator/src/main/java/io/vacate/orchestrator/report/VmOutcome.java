package io.vacate.orchestrator.report;

import io.vacate.orchestrator.execute.MoveResult;

/** What became of a VM that was to move. */
public enum VmOutcome {
    /** It was found active at a destination, and nowhere else. */
    MOVED,
    /** Its migration failed. */
    FAILED,
    /** It rewrote its memory faster than it could be sent. */
    DID_NOT_CONVERGE,
    /** Its migration was cancelled. */
    CANCELLED,
    /** Its migration never started, because the run was cancelled before. */
    NOT_STARTED,
    /** Its migration never started, because another one that it waited for did not succeed. */
    SKIPPED;

    /** Returns the outcome of a migration that ended for that reason. */
    public static VmOutcome of(MoveResult.Reason reason) {
        return switch (reason) {
            case FAILED -> FAILED;
            case DID_NOT_CONVERGE -> DID_NOT_CONVERGE;
            case CANCELLED -> CANCELLED;
            case NOT_STARTED -> NOT_STARTED;
            case SKIPPED -> SKIPPED;
        };
    }
}
