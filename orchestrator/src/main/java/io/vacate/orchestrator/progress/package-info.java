/**
 * How far a run is, and how long it will still take: the plan's prediction, corrected by what the running migrations show.
 */
@NullMarked
package io.vacate.orchestrator.progress;

import org.jspecify.annotations.NullMarked;
