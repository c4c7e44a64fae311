package io.vacate.orchestrator.journal;

import io.vacate.api.host.HostUri;
import io.vacate.api.vm.VmId;
import java.time.Instant;
import java.util.List;

/** One thing that a run is about to do or has done. */
public sealed interface JournalEntry {
    /** Returns the run that this belongs to. */
    RunId run();

    /** Returns when it was written, by the clock of the hosts. */
    Instant time();

    /**
     * A run begins; nothing has been changed yet.
     *
     * @param run the run
     * @param time when
     * @param steps what it means to do
     */
    record RunStarting(RunId run, Instant time, List<Step> steps) implements JournalEntry {
        /** Copies the steps. */
        public RunStarting {
            steps = List.copyOf(steps);
        }
    }

    /**
     * The next thing to happen is that a host is asked to move a VM.
     *
     * @param run the run
     * @param time when
     * @param step what moves, and where to
     * @param attempt counted from 1
     */
    record StepStarting(RunId run, Instant time, Step step, int attempt) implements JournalEntry {}

    /**
     * An attempt has ended, well or not.
     *
     * @param run the run
     * @param time when
     * @param step what was to move
     * @param attempt counted from 1
     * @param moved whether the VM is at its destination
     * @param result what happened, for people
     */
    record StepEnded(RunId run, Instant time, Step step, int attempt, boolean moved, String result)
            implements JournalEntry {}

    /**
     * The run was asked to stop.
     *
     * @param run the run
     * @param time when
     */
    record CancelRequested(RunId run, Instant time) implements JournalEntry {}

    /**
     * Nothing of the run is under way any more.
     *
     * @param run the run
     * @param time when
     */
    record RunEnded(RunId run, Instant time) implements JournalEntry {}

    /**
     * One VM's move.
     *
     * @param number number within the run
     * @param vm what moves
     * @param source where from
     * @param destination where to
     */
    record Step(int number, VmId vm, HostUri source, HostUri destination) {}
}
