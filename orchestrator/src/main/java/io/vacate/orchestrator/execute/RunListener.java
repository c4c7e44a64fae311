package io.vacate.orchestrator.execute;

/** Is told what happens in a run. Called one event at a time, in order; what it throws is logged and ignored. */
@FunctionalInterface
public interface RunListener {
    /** A listener that does nothing. */
    RunListener NONE = event -> {};

    /** Takes note of an event. While it runs the execution decides nothing, so it should be quick. */
    void onEvent(RunEvent event);
}
