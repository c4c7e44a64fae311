/**
 * Quantities with their unit in the type: {@link io.vacate.api.unit.DataSize bytes} and
 * {@link io.vacate.api.unit.DataRate bytes per second}. Times are {@link java.time.Duration} and
 * {@link java.time.Instant}.
 *
 * <p>All types here are immutable and thread-safe.
 */
@NullMarked
package io.vacate.api.unit;

import org.jspecify.annotations.NullMarked;
