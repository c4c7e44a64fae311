package io.vacate.bench.planning.peer;

import io.vacate.model.batch.Batch;
import java.time.Duration;

/** Another planner. For one thread. */
public interface Peer {
    /** Returns what it is called on the command line, such as {@code "mvm"}; constant. */
    String name();

    /** Tells whether it also says how short no plan can be. */
    boolean provesBounds();

    /**
     * Plans a batch. What the peer cannot express, or finds no plan for, is told by the result's status.
     *
     * @param problem what to plan
     * @param limit how long it may take, at least 1 s; it may be late by what it does not watch the time in
     */
    PeerResult plan(Batch problem, Duration limit);
}
