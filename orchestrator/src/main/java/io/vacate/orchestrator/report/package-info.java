/**
 * What became of a run: where each VM is, what it took, how good the prediction was, and what can be learned from it.
 */
@NullMarked
package io.vacate.orchestrator.report;

import org.jspecify.annotations.NullMarked;
