/**
 * Vacates hosts by live migration: {@link io.vacate.orchestrator.Evacuator} says beforehand what it would do and how long
 * that takes, does it, and reports where each VM is.
 *
 * <p>Data flows one way round: profile, estimate, plan, execute, observe, recalibrate. The types here are safe for use by
 * several threads, but for builders.
 */
@NullMarked
package io.vacate.orchestrator;

import org.jspecify.annotations.NullMarked;
