package io.vacate.orchestrator;

import io.vacate.orchestrator.progress.RunProgress;
import io.vacate.orchestrator.report.EvacuationReport;
import java.util.concurrent.CompletionStage;

/**
 * An evacuation under way. Safe for use by several threads; no method blocks.
 */
public interface EvacuationRun {
    /** Returns how far it is, without asking a host: a display may call this as often as it likes. */
    RunProgress progress();

    /**
     * Asks all migrations under way to stop, and starts no more. Each VM stays where it is at that moment: on its source,
     * unless its switch-over had begun.
     *
     * @return {@code false} if the run had already ended
     */
    boolean requestCancel();

    /**
     * Completes when nothing is under way any more and the hosts have been asked where each VM is. Failed migrations are
     * part of the report; exceptionally only on a bug. Callbacks run on a worker thread.
     */
    CompletionStage<EvacuationReport> completion();
}
