/**
 * How flows share what they have in common: max-min fair rates, kept up to date as flows join and leave; not exported.
 *
 * <p>Sources: D. Bertsekas and R. Gallager, "Data Networks", 2nd edition, section 6.5.2 (max-min fairness, progressive
 * filling); J. Ros-Giralt et al., "On the Bottleneck Structure of Congestion-Controlled Networks", SIGMETRICS 2020 (a
 * change spreads only upwards, from a bottleneck to those of higher rates); G. Ramalingam and T. Reps, "An Incremental
 * Algorithm for a Generalization of the Shortest-Path Problem", Journal of Algorithms 21, 1996 (what became inconsistent
 * is settled in the order of the smaller of old and new value).
 *
 * <p>A {@link io.vacate.model.sharing.FlowNetwork} is immutable and thread-safe; the rest is for one thread.
 */
@NullMarked
package io.vacate.model.sharing;

import org.jspecify.annotations.NullMarked;
