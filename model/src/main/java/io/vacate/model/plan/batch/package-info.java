/**
 * Batches of migrations at the scale of a data centre: the problem, the physics that it is planned by, and the plan.
 *
 * <p>All records here are immutable and thread-safe. Times are from the start of the batch.
 */
@NullMarked
package io.vacate.model.plan.batch;

import org.jspecify.annotations.NullMarked;
