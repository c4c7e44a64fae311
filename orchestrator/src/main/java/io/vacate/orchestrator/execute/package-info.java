/**
 * Executes moves as a graph: each starts when its predecessors have ended, not by the clock.
 *
 * <p>All decisions of one execution are made one after the other on a sequential executor, so its state needs no locks;
 * what asks a host, and may block, runs beside it on a few worker threads. Time comes from the hosts'
 * {@link io.vacate.api.time.TimeSource}.
 */
@NullMarked
package io.vacate.orchestrator.execute;

import org.jspecify.annotations.NullMarked;
