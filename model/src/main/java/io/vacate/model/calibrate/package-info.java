/**
 * What finished migrations teach about paths, fixed costs and memory in use.
 *
 * <p>All types here are immutable and thread-safe.
 */
@NullMarked
package io.vacate.model.calibrate;

import org.jspecify.annotations.NullMarked;
