/**
 * A running migration: how long it will still take, and whether it will ever end.
 *
 * <p>{@link io.vacate.model.live.LiveEstimator} takes the samples of one migration, one by one, and learns from them what
 * was not known before: the rate, the memory in use, the dirty curve. {@link io.vacate.model.live.SteadyCountdown} makes of
 * its estimates a remaining time that people can look at. Pure: no clock, no I/O.
 *
 * <p>Values are immutable and thread-safe; {@code LiveEstimator}, {@code SteadyCountdown} and builders belong to one thread
 * at a time.
 */
@NullMarked
package io.vacate.model.live;

import org.jspecify.annotations.NullMarked;
