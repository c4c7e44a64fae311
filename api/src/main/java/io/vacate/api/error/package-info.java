/**
 * What can go wrong, one type for each thing that a caller can do about it.
 *
 * <p>All types here are immutable and thread-safe.
 */
@NullMarked
package io.vacate.api.error;

import org.jspecify.annotations.NullMarked;
