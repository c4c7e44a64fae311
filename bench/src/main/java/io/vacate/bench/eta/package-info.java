/**
 * How well running migrations are foretold, measured on traces of real ones.
 *
 * <p>Values are immutable; the rest belongs to one thread.
 */
@NullMarked
package io.vacate.bench.eta;

import org.jspecify.annotations.NullMarked;
