/**
 * Executes moves as a graph: each starts when its predecessors have ended, not by the clock.
 *
 * <p>All decisions of one execution are made one after the other on a serial executor, so its state needs no locks, and
 * nothing there blocks. What asks a host, and may block, runs beside it on worker threads; each request to cancel has a
 * thread of its own; listeners are told on another. Time comes from the hosts' {@link io.vacate.api.time.TimeSource}.
 */
@NullMarked
package io.vacate.orchestrator.execute;

import org.jspecify.annotations.NullMarked;
