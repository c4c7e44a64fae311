package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.model.live.Verdict;
import java.time.Duration;
import java.util.Optional;

/** Something that happened to a step while its run went on. */
public sealed interface RunEvent {
    /** Returns the step as it was planned. */
    PlanStep step();

    /**
     * A host has accepted the migration.
     *
     * @param move the move
     * @param destination where it goes: the planned destination, or another on a retry
     * @param attempt counted from 1
     */
    record Started(VmMove move, Host destination, int attempt) implements RunEvent {
        @Override
        public PlanStep step() {
            return move;
        }
    }

    /**
     * The VM waits suspended at its source, and others can have its room, until its turn comes to go on.
     *
     * @param move the move
     */
    record Suspended(VmMove move) implements RunEvent {
        @Override
        public PlanStep step() {
            return move;
        }
    }

    /**
     * An attempt failed, and the VM runs on at its source; it will be tried again.
     *
     * @param move the move
     * @param why what went wrong, for people
     * @param delay how long to wait before the next attempt
     */
    record Retrying(VmMove move, String why, Duration delay) implements RunEvent {
        @Override
        public PlanStep step() {
            return move;
        }
    }

    /**
     * The migration does not go as it should, and something is being done about it.
     *
     * @param move the move
     * @param what what is wrong and what is done, for people
     */
    record Trouble(VmMove move, String what) implements RunEvent {
        @Override
        public PlanStep step() {
            return move;
        }
    }

    /**
     * The migration will not end by itself, as far as its rounds tell, beyond reasonable doubt. Nothing is done about it yet:
     * that happens when its send budget is used up. It is not said again unless it was taken back.
     *
     * @param move the move
     * @param verdict why, and what would help at which price
     */
    record NotConverging(VmMove move, Verdict.DoesNotConverge verdict) implements RunEvent {
        @Override
        public PlanStep step() {
            return move;
        }
    }

    /**
     * What {@link NotConverging} said holds no longer: its guest writes less, or it gets more of its link.
     *
     * @param move the move
     * @param remaining expected time until it ends
     */
    record ConvergesAfterAll(VmMove move, Duration remaining) implements RunEvent {
        @Override
        public PlanStep step() {
            return move;
        }
    }

    /**
     * It is over.
     *
     * @param result how it ended
     */
    record Ended(MoveResult result) implements RunEvent {
        @Override
        public PlanStep step() {
            return result.move();
        }
    }

    /**
     * A host is being switched on or off.
     *
     * @param step which, and which of both
     */
    record Switching(HostSwitch step) implements RunEvent {}

    /**
     * A host has been switched on, and answers, or off; or it could not be.
     *
     * @param step which, and which of both
     * @param failure what went wrong, for people; empty if nothing did
     */
    record Switched(HostSwitch step, Optional<String> failure) implements RunEvent {}
}
