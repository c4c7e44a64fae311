/**
 * What is planned, and what comes of it: {@link io.vacate.model.batch.Batch} has hosts, network, VMs and limits,
 * {@link io.vacate.model.batch.Plan} the actions that {@link io.vacate.model.plan.Planner} makes of it. Files, programs and
 * evacuations are planned as the same batch.
 *
 * <p>All types here are immutable and thread-safe. Times count from the start of the batch.
 */
@NullMarked
package io.vacate.model.batch;

import org.jspecify.annotations.NullMarked;
