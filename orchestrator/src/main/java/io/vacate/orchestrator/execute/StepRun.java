package io.vacate.orchestrator.execute;

import io.vacate.api.host.HostUri;
import io.vacate.api.unit.DataSize;

/** A step of a plan while it is executed. All methods are called on the execution's control executor. */
interface StepRun {
    PlanStep step();

    /** Tells whether nothing but its predecessors and the limits of hosts keep it from being started. */
    boolean isReadyToStart();

    boolean isDone();

    /** Tells whether it is over and did not do what it should. */
    boolean hasFailed();

    /** Tells whether hosts can take part in it now, given how many migrations each of them takes part in. */
    default boolean hasRoom(HostLoad load) {
        return true;
    }

    void start();

    /** Ends it without a start. */
    void endUnstarted(MoveResult.Reason reason, String message);

    /** Ends what waits, and asks what runs to stop. */
    void cancel(String reason);

    /** A decision about this step failed, by a fault of ours or of what was called. Never throws. */
    void broken(Throwable fault);

    /** Tells whether a migration to or from a host is under way. */
    default boolean occupies(HostUri host) {
        return false;
    }

    /** Returns the memory of a host that it still counts on. */
    default DataSize promised(HostUri host) {
        return DataSize.ZERO;
    }

    /** Tells whether a host takes part in fewer migrations than it may. */
    @FunctionalInterface
    interface HostLoad {
        boolean canTakeOneMore(HostUri host);
    }
}
