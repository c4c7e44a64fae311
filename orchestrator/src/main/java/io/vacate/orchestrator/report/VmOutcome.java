package io.vacate.orchestrator.report;

import io.vacate.api.host.HostUri;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.VmState;
import io.vacate.orchestrator.execute.MoveResult;
import java.util.Set;

/** What became of a VM that was to move, by where it was found when all was over. */
public enum VmOutcome {
    /** It is at a destination, and nowhere else. */
    MOVED,
    /** It is at its source, or at another host that is to be emptied, although it had been moved: somebody brought it there. */
    LEFT,
    /** Its migration failed; it is at its source, or stands still where the failure left it. */
    FAILED,
    /** It is at its source, because it rewrote its memory faster than it could be sent. */
    DID_NOT_CONVERGE,
    /** It is at its source, because its migration was cancelled, here or on its host. */
    CANCELLED,
    /** It is at its source: the run was stopped before its migration started. */
    NOT_STARTED,
    /** It is at its source: another migration that it waited for did not succeed. */
    SKIPPED,
    /** It is off, because its owner or its guest ended it. */
    ENDED,
    /** It runs nowhere, and its whole state waits in a buffer. */
    SUSPENDED,
    /** It ended against its will. */
    LOST,
    /** It cannot be told where it is. It must be taken to run. */
    UNKNOWN;

    /**
     * Returns what became of a VM whose migration ended with {@code result}, and which was then found at {@code location}.
     *
     * @param leaving the hosts that VMs are to leave: one that is there, be it another than its own, has not gone
     */
    public static VmOutcome of(MoveResult result, VmLocation location, Set<HostUri> leaving) {
        if (location instanceof VmLocation.OnHost at) {
            return ofHost(result, at, leaving);
        }
        if (location instanceof VmLocation.Suspended) {
            return SUSPENDED;
        }
        return location instanceof VmLocation.Lost ? LOST : UNKNOWN;
    }

    private static VmOutcome ofHost(MoveResult result, VmLocation.OnHost at, Set<HostUri> leaving) {
        if (!at.status().state().mayRun()) {
            return ENDED;
        }
        // Of a VM that goes by a third host, which others leave, the first move ends there.
        boolean isAtSource = at.host().equals(result.move().source().uri())
                || (leaving.contains(at.host())
                        && !at.host().equals(result.move().destination().uri()));
        if (!(result instanceof MoveResult.NotMoved notMoved)) {
            return isAtSource ? LEFT : MOVED;
        }
        // What merely stands at the destination after a failure has not moved, even if it can be resumed there.
        return !isAtSource && at.status().state() == VmState.RUNNING ? MOVED : of(notMoved.reason());
    }

    private static VmOutcome of(MoveResult.Reason reason) {
        return switch (reason) {
            case FAILED -> FAILED;
            case DID_NOT_CONVERGE -> DID_NOT_CONVERGE;
            case CANCELLED, ABORTED -> CANCELLED;
            case NOT_STARTED -> NOT_STARTED;
            case SKIPPED -> SKIPPED;
        };
    }

    /** Tells whether the VM no longer keeps its source from being empty, and nobody need look after it. */
    public boolean isDone() {
        return this == MOVED || this == ENDED;
    }
}
