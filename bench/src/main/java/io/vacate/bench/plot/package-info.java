/**
 * Plots of measurements as SVG files: the same input gives the same bytes, on any machine. Written by hand, as plotting
 * libraries measure text with the fonts that they find.
 *
 * <p>Values are immutable; the rest belongs to one thread.
 */
@NullMarked
package io.vacate.bench.plot;

import org.jspecify.annotations.NullMarked;
