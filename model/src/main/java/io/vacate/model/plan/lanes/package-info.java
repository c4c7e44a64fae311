/**
 * Searches for the order of jobs that share links, and for the share that each takes, judged by the fluid simulation. Used by
 * the planners of evacuations and of batches.
 */
@NullMarked
package io.vacate.model.plan.lanes;

import org.jspecify.annotations.NullMarked;
