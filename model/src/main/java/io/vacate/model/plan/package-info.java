/**
 * Plans batches: {@link io.vacate.model.plan.Planner} makes a {@link io.vacate.model.batch.Plan} of a
 * {@link io.vacate.model.batch.Batch}, and says how far from the shortest plan it can be at most.
 *
 * <p>All types here are immutable and thread-safe.
 */
@NullMarked
package io.vacate.model.plan;

import org.jspecify.annotations.NullMarked;
