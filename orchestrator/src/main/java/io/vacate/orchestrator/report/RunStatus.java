package io.vacate.orchestrator.report;

/** How a run ended as a whole. */
public enum RunStatus {
    /** All that was to move has moved, and nothing that should have gone is left. */
    COMPLETE,
    /** Some VMs were not moved. */
    INCOMPLETE,
    /** It was asked to stop before all was done. */
    CANCELLED,
    /** Its time limit stopped it before all was done. */
    TIMED_OUT
}
