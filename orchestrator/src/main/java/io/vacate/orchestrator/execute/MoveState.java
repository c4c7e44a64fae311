package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.migration.MigrationJob;
import java.time.Instant;

/** Where a move stands at one moment. */
public sealed interface MoveState {
    /** Returns the move as it was planned. */
    VmMove move();

    /**
     * It has not started, or waits to be tried again.
     *
     * @param move the move
     * @param attempts how often it was tried before
     */
    record Waiting(VmMove move, int attempts) implements MoveState {}

    /**
     * Its host is being asked, or it is on its way and the job is not known yet.
     *
     * @param move the move
     * @param destination where it goes
     * @param since when the attempt began
     * @param attempt counted from 1
     */
    record Starting(VmMove move, Host destination, Instant since, int attempt) implements MoveState {}

    /**
     * It is on its way.
     *
     * @param move the move
     * @param destination where it goes
     * @param job the migration
     * @param since when the attempt began
     * @param attempt counted from 1
     * @param forecast what is expected of this attempt
     * @param isHeld whether its VM waits suspended at its source
     */
    record Running(
            VmMove move,
            Host destination,
            MigrationJob job,
            Instant since,
            int attempt,
            JobForecast forecast,
            boolean isHeld)
            implements MoveState {
        /** Makes a state of which the VM does not wait. */
        public Running(
                VmMove move, Host destination, MigrationJob job, Instant since, int attempt, JobForecast forecast) {
            this(move, destination, job, since, attempt, forecast, false);
        }

        Running held(boolean isHeldNow) {
            return new Running(move, destination, job, since, attempt, forecast, isHeldNow);
        }
    }

    /**
     * It is over.
     *
     * @param result how it ended
     */
    record Done(MoveResult result) implements MoveState {
        @Override
        public VmMove move() {
            return result.move();
        }
    }
}
