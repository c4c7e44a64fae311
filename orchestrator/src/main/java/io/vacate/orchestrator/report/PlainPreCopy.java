package io.vacate.orchestrator.report;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;

/** The migrations that fill their link with nothing but memory pages, so that several at once show what it carries. */
final class PlainPreCopy {
    private PlainPreCopy() {}

    /** Tells whether a migration is a pre-copy of memory alone over one plain connection, without a limit of its own. */
    static boolean is(MigrationRequest request) {
        return request.mode() instanceof MigrationMode.PreCopy
                && request.storageCopy() == StorageCopy.NONE
                && request.autoConverge().isEmpty()
                && request.compression().isEmpty()
                && request.bandwidth().isEmpty()
                && request.parallelConnections() == 1
                && !request.tlsTransfer()
                && !request.tunnelled();
    }
}
