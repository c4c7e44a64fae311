/**
 * What a run was about to do and what it did, step by step, for those who have to find out after a crash.
 */
@NullMarked
package io.vacate.orchestrator.journal;

import org.jspecify.annotations.NullMarked;
