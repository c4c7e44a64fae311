package io.vacate.sim;

import io.vacate.api.error.HypervisorException;

/** How a migration ended, as the hypervisors see it. */
sealed interface MigrationEnd {
    /** The VM is at its destination. */
    record Completed() implements MigrationEnd {}

    /** It was stopped on request. */
    record Cancelled() implements MigrationEnd {}

    /** It did not succeed. */
    record Failed(HypervisorException cause) implements MigrationEnd {}
}
