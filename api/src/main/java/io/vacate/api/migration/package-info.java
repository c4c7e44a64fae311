/**
 * A migration from request to outcome: modes and tuning, the running job, its progress, its statistics.
 *
 * <p>All values here are immutable and thread-safe; {@link io.vacate.api.migration.MigrationJob} is safe for use by several threads.
 */
@NullMarked
package io.vacate.api.migration;

import org.jspecify.annotations.NullMarked;
