package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.model.live.Verdict;
import java.time.Duration;

/** Something that happened to a move while its run went on. */
public sealed interface RunEvent {
    /** Returns the move as it was planned. */
    VmMove move();

    /**
     * A host has accepted the migration.
     *
     * @param move the move
     * @param destination where it goes: the planned destination, or another on a retry
     * @param attempt counted from 1
     */
    record Started(VmMove move, Host destination, int attempt) implements RunEvent {}

    /**
     * An attempt failed, and the VM runs on at its source; it will be tried again.
     *
     * @param move the move
     * @param why what went wrong, for people
     * @param delay how long to wait before the next attempt
     */
    record Retrying(VmMove move, String why, Duration delay) implements RunEvent {}

    /**
     * The migration does not go as it should, and something is being done about it.
     *
     * @param move the move
     * @param what what is wrong and what is done, for people
     */
    record Trouble(VmMove move, String what) implements RunEvent {}

    /**
     * The migration will not end by itself, as far as its rounds tell. Nothing is done about it yet: that happens when its
     * send budget is used up. It is said once an attempt.
     *
     * @param move the move
     * @param verdict why, and what would help at which price
     */
    record NotConverging(VmMove move, Verdict.DoesNotConverge verdict) implements RunEvent {}

    /**
     * It is over.
     *
     * @param result how it ended
     */
    record Ended(MoveResult result) implements RunEvent {
        @Override
        public VmMove move() {
            return result.move();
        }
    }
}
