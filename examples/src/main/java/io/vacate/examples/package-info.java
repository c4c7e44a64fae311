/**
 * Examples, from looking at a host to emptying one. Each has a main method that runs against simulated hosts, and takes
 * the URIs of real ones as arguments where that makes sense.
 *
 * <p>Run by one thread.
 */
@NullMarked
package io.vacate.examples;

import org.jspecify.annotations.NullMarked;
