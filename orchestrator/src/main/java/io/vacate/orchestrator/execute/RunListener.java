package io.vacate.orchestrator.execute;

/**
 * Is told what happens in a run. Called one event at a time, in order, on a thread of its own; what it throws is logged and
 * ignored. The run does not wait for it: one that blocks learns of later events when it returns, and only delays the run's
 * completion, by two seconds at most.
 */
@FunctionalInterface
public interface RunListener {
    /** A listener that does nothing. */
    RunListener NONE = event -> {};

    /** Takes note of an event. */
    void onEvent(RunEvent event);
}
