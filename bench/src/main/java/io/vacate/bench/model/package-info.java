/**
 * How fast the model predicts: one migration, thousands at once, and the sharing of the network alone. Measured with JMH.
 *
 * <p>Each benchmark is run by one thread, in a JVM of its own.
 */
@NullMarked
package io.vacate.bench.model;

import org.jspecify.annotations.NullMarked;
