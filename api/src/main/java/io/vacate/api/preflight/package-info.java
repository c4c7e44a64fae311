/**
 * What is found when a migration is checked before anything starts.
 *
 * <p>All types here are immutable and thread-safe.
 */
@NullMarked
package io.vacate.api.preflight;

import org.jspecify.annotations.NullMarked;
