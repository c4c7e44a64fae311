/**
 * The clock and timer that the rest of the library waits with, so that simulated time is as good as real time.
 *
 * <p>All types here are thread-safe.
 */
@NullMarked
package io.vacate.api.time;

import org.jspecify.annotations.NullMarked;
