/**
 * The rounds of pre-copy, round by round: one engine for estimates and for forecasts of migrations under way; not exported.
 *
 * <p>{@link io.vacate.model.rounds.PreCopy} is immutable and thread-safe; {@link io.vacate.model.rounds.PreCopyRounds} is for
 * one thread.
 */
@NullMarked
package io.vacate.model.rounds;

import org.jspecify.annotations.NullMarked;
