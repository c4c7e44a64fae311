package io.vacate.model.plan.batch;

import io.vacate.api.unit.DataRate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A step of a plan. To be executed when its predecessors have ended rather than by the clock.
 *
 * <p>Predecessors are positions in {@link BatchPlan#actions()}, all before the action's own.
 */
public sealed interface BatchAction {
    /** Returns when it starts, from the start of the batch. */
    Duration start();

    /** Returns when it ends, after its start or, where it takes no time, with it. */
    Duration end();

    /** Returns the actions that must have ended before this one starts. */
    List<Integer> predecessors();

    /**
     * A VM moves.
     *
     * @param vm its name
     * @param from the host that it leaves
     * @param to the host that it reaches
     * @param mode how
     * @param start when it starts
     * @param end when it ends
     * @param rate what it gets all the time; where migrations share links, on average
     * @param predecessors what must have ended before
     * @param prediction how long it takes and how long the VM is paused, with intervals; empty where the physics has none
     */
    record Migrate(
            String vm,
            String from,
            String to,
            ModeKind mode,
            Duration start,
            Duration end,
            DataRate rate,
            List<Integer> predecessors,
            Optional<MigrationEstimate> prediction)
            implements BatchAction {
        /** Copies the list. */
        public Migrate {
            predecessors = List.copyOf(predecessors);
        }

        /** Makes one of which nothing more is known. */
        public Migrate(
                String vm,
                String from,
                String to,
                ModeKind mode,
                Duration start,
                Duration end,
                DataRate rate,
                List<Integer> predecessors) {
            this(vm, from, to, mode, start, end, rate, predecessors, Optional.empty());
        }
    }

    /**
     * A VM is suspended, to make room for others: its state goes to its host's disk. It stands still until the {@link Migrate}
     * that resumes it has ended, which needs no room at the source.
     *
     * @param vm its name
     * @param host the host that it is on
     * @param start when that begins
     * @param end when its memory and CPUs are free
     * @param predecessors what must have ended before
     */
    record Suspend(String vm, String host, Duration start, Duration end, List<Integer> predecessors)
            implements BatchAction {
        /** Copies the list. */
        public Suspend {
            predecessors = List.copyOf(predecessors);
        }
    }

    /**
     * A host is switched on.
     *
     * @param host its name
     * @param start when it is switched on
     * @param end when it can receive VMs
     * @param predecessors what must have ended before
     */
    record Boot(String host, Duration start, Duration end, List<Integer> predecessors) implements BatchAction {
        /** Copies the list. */
        public Boot {
            predecessors = List.copyOf(predecessors);
        }
    }

    /**
     * A host is switched off.
     *
     * @param host its name
     * @param start when that begins
     * @param end when it is off
     * @param predecessors what must have ended before
     */
    record Shutdown(String host, Duration start, Duration end, List<Integer> predecessors) implements BatchAction {
        /** Copies the list. */
        public Shutdown {
            predecessors = List.copyOf(predecessors);
        }
    }
}
