/**
 * Data as a fluid: flows over links that share them max-min fairly.
 *
 * <p>Nothing here is thread-safe: the caller holds the world's lock.
 */
@NullMarked
package io.vacate.sim.internal.fluid;

import org.jspecify.annotations.NullMarked;
