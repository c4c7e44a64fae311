package io.vacate.orchestrator.report;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;

/** What the model predicts, and learns from. */
public final class PlainPreCopy {
    private PlainPreCopy() {}

    /** Tells whether a migration is a pre-copy of memory alone over one plain connection, limits aside. */
    public static boolean is(MigrationRequest request) {
        return request.mode() instanceof MigrationMode.PreCopy
                && request.storageCopy() == StorageCopy.NONE
                && request.autoConverge().isEmpty()
                && request.compression().isEmpty()
                && request.parallelConnections() == 1
                && !request.tlsTransfer()
                && !request.tunnelled();
    }
}
