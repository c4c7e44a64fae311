/**
 * The search for plans of batches: a problem as arrays of numbers, schedules of it, bounds, and the way to better ones.
 *
 * <p>Not for users. What is mutable here is for one thread.
 */
@NullMarked
package io.vacate.model.plan.search;

import org.jspecify.annotations.NullMarked;
