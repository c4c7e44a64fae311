package io.vacate.api.migration;

/**
 * Where a migration stands. States only move forward, in the order given here; some are skipped.
 */
public enum MigrationState {
    /** Both hosts get ready; nothing of the VM has moved. */
    PREPARING,
    /** Memory is copied; the VM runs at the source, or waits there in the modes that pause it. */
    COPYING,
    /** The VM runs at its destination while the rest of its memory follows. */
    POST_COPY,
    /** The VM changes hosts or has changed them; both clean up. Cancelling may come too late. */
    SWITCHING_OVER,
    /** Final: the VM is at its destination. */
    COMPLETED,
    /** Final: stopped on request; the VM is at its source. */
    CANCELLED,
    /** Final: it did not succeed; the outcome says where the VM is. */
    FAILED;

    /** Tells whether nothing follows. */
    public boolean isFinal() {
        return this == COMPLETED || this == CANCELLED || this == FAILED;
    }
}
