/**
 * Which migrations to run after which, with the predicted times, the alternatives, and how far from optimal that can be.
 *
 * <p>All types here are immutable and thread-safe.
 */
@NullMarked
package io.vacate.model.plan;

import org.jspecify.annotations.NullMarked;
