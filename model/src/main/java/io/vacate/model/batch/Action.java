package io.vacate.model.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Tuning;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A step of a plan, to be started when its predecessors have ended rather than by the clock: its times are predictions.
 *
 * <p>Ids are unique within a plan. In {@link Plan#actions()} predecessors come before the actions that wait for them.
 * Immutable and thread-safe.
 */
public sealed interface Action {
    /** Returns its id, such as {@code migrate web}. */
    String id();

    /** Returns when it is predicted to start, counted from the start of the batch. */
    Duration start();

    /** Returns when it is predicted to end, counted from the start of the batch; not before its start. */
    Duration end();

    /** Returns the ids of the actions that must have ended before this one starts. */
    List<String> predecessors();

    /**
     * Migrates a VM. A VM that goes by a third host is migrated twice, by two actions.
     *
     * @param id unique in its plan
     * @param vm id of the VM
     * @param from id of the host that it leaves
     * @param to id of the host that it reaches
     * @param how mode and options
     * @param start predicted start
     * @param end predicted end
     * @param rate rate at which memory is sent: constant, or the mean where migrations share links
     * @param predecessors ids of the actions that must have ended before
     * @param prediction how long it takes and how long the VM is paused, with intervals; empty where the planner was given
     *     {@link ConstantRates}, and in plans that were read from files
     */
    record Migrate(
            String id,
            String vm,
            String from,
            String to,
            Tuning how,
            Duration start,
            Duration end,
            DataRate rate,
            List<String> predecessors,
            Optional<MigrationEstimate> prediction)
            implements Action {
        /** Copies the list. */
        public Migrate {
            predecessors = List.copyOf(predecessors);
        }

        /** Tells whether pre-copy is predicted to end by itself; true where nothing is predicted. */
        public boolean converges() {
            return prediction.map(each -> each.convergence().converges()).orElse(true);
        }
    }

    /**
     * Suspends a VM to make room for others: its state is written to its host's disk, and its memory and CPUs become free. It
     * stands still until its {@link Resume} has ended.
     *
     * @param id unique in its plan
     * @param vm id of the VM
     * @param host id of the host that it is on
     * @param start predicted start
     * @param end when its memory and CPUs are predicted to be free
     * @param predecessors ids of the actions that must have ended before
     */
    record Suspend(String id, String vm, String host, Duration start, Duration end, List<String> predecessors)
            implements Action {
        /** Copies the list. */
        public Suspend {
            predecessors = List.copyOf(predecessors);
        }
    }

    /**
     * Copies the state of a suspended VM to its destination, where the VM runs on.
     *
     * @param id unique in its plan
     * @param vm id of the VM
     * @param from id of the host whose disk has its state
     * @param to id of the host on which it runs on
     * @param start predicted start of the copy
     * @param end when it is predicted to run
     * @param rate constant rate of the copy
     * @param predecessors ids of the actions that must have ended before
     */
    record Resume(
            String id,
            String vm,
            String from,
            String to,
            Duration start,
            Duration end,
            DataRate rate,
            List<String> predecessors)
            implements Action {
        /** Copies the list. */
        public Resume {
            predecessors = List.copyOf(predecessors);
        }
    }

    /**
     * Switches a host on.
     *
     * @param id unique in its plan
     * @param host id of the host
     * @param start when it is switched on
     * @param end when it is predicted to receive VMs
     * @param predecessors ids of the actions that must have ended before
     */
    record Boot(String id, String host, Duration start, Duration end, List<String> predecessors) implements Action {
        /** Copies the list. */
        public Boot {
            predecessors = List.copyOf(predecessors);
        }
    }

    /**
     * Switches a host off, after its last VM has left.
     *
     * @param id unique in its plan
     * @param host id of the host
     * @param start predicted start of its shutdown
     * @param end when it is predicted to be off
     * @param predecessors ids of the actions that must have ended before
     */
    record Shutdown(String id, String host, Duration start, Duration end, List<String> predecessors) implements Action {
        /** Copies the list. */
        public Shutdown {
            predecessors = List.copyOf(predecessors);
        }
    }
}
