package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.VmLocation;
import io.vacate.model.live.Verdict;
import io.vacate.orchestrator.journal.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One move through its attempts. All methods are called on the execution's control executor. */
final class MoveRun {
    private static final Logger LOG = LoggerFactory.getLogger(MoveRun.class);

    private final Execution execution;
    private final VmMove move;
    private final int number;
    private MoveState state;
    private Host destination;
    private int attempts;
    private Instant attemptStart = Instant.EPOCH;
    private Hold hold = Hold.NONE;

    /** Why we asked the running attempt to stop, if we did. */
    private @Nullable Stop stop;

    /** What keeps a waiting move from being started. */
    private enum Hold {
        NONE,
        UNTIL_RETRY,
        ENDING
    }

    /** A reason of ours to cancel an attempt. */
    private record Stop(MoveResult.Reason reason, String message) {}

    MoveRun(Execution execution, int number, VmMove move) {
        this.number = number;
        this.execution = execution;
        this.move = move;
        this.destination = move.destination();
        this.state = new MoveState.Waiting(move, 0);
    }

    VmMove move() {
        return move;
    }

    MoveState state() {
        return state;
    }

    boolean isReadyToStart() {
        return state instanceof MoveState.Waiting && hold == Hold.NONE;
    }

    boolean isDone() {
        return state instanceof MoveState.Done;
    }

    boolean isNotMoved() {
        return state instanceof MoveState.Done done && !done.result().isMoved();
    }

    MoveResult result() {
        if (state instanceof MoveState.Done done) {
            return done.result();
        }
        throw new IllegalStateException("%s is not done".formatted(move));
    }

    JournalEntry.Step step() {
        return new JournalEntry.Step(number, move.id(), move.source().uri(), destination.uri());
    }

    Optional<MigrationJob> job() {
        return state instanceof MoveState.Running running ? Optional.of(running.job()) : Optional.empty();
    }

    void start() {
        attempts++;
        stop = null;
        attemptStart = execution.now();
        state = new MoveState.Starting(move, destination, attemptStart, attempts);
        try {
            JournalEntry entry = new JournalEntry.StepStarting(execution.id(), attemptStart, step(), attempts);
            execution.surroundings().journal().append(entry);
        } catch (RuntimeException failure) {
            LOG.error("The journal did not take the start of {}", move, failure);
            attempts--;
            endUnstarted(
                    MoveResult.Reason.FAILED,
                    "it was not started, as the journal cannot be written: " + failure.getMessage());
            return;
        }
        execution.surroundings().workers().execute(() -> ask(destination));
    }

    /** Asks the source to migrate. Runs on a worker. */
    private void ask(Host target) {
        try {
            Duration patience = execution.surroundings().policy().stallTimeout();
            MigrationJob job = move.vm().migrateTo(target, Attempts.request(move, patience));
            execution.decideLater(() -> accepted(job));
        } catch (RuntimeException refused) {
            LOG.info("{} was not accepted for migration to {}", move.vm(), target, refused);
            VmLocation location = locate();
            execution.decideLater(() -> failed(reasonOf(refused), refused, location));
        }
    }

    private VmLocation locate() {
        return Attempts.locate(
                move,
                execution.surroundings().destinations(),
                execution.surroundings().ends());
    }

    private void accepted(MigrationJob job) {
        state = new MoveState.Running(move, destination, job, attemptStart, attempts);
        execution.tell(new RunEvent.Started(move, destination, attempts));
        execution.stopReason().ifPresent(this::cancel);
        job.completion().whenComplete((outcome, bug) -> {
            if (outcome != null) {
                execution.decideLater(() -> ended(outcome));
            } else {
                execution.surroundings().workers().execute(() -> endedByBug(bug));
            }
        });
    }

    private void endedByBug(Throwable bug) {
        LOG.error("The driver broke off the job of {}", move, bug);
        VmLocation location = locate();
        MigrationFailedException failure = new MigrationFailedException("the driver broke off: " + bug, bug);
        execution.decideLater(() -> failed(reasonOf(failure), failure, location));
    }

    private void ended(MigrationOutcome outcome) {
        if (outcome instanceof MigrationOutcome.Completed completed) {
            String result = "moved in %s".formatted(completed.statistics().total());
            end(
                    new MoveResult.Moved(
                            move, destination, completed.statistics(), attemptStart, execution.now(), attempts),
                    result);
        } else if (outcome instanceof MigrationOutcome.Cancelled cancelled) {
            stopped(cancelled.location());
        } else if (outcome instanceof MigrationOutcome.Failed failed) {
            failed(reasonOf(failed.cause()), failed.cause(), failed.location());
        }
    }

    private void stopped(VmLocation location) {
        Stop why = stop;
        if (why == null) {
            String destinationName = destination.info().name();
            endNotMoved(
                    MoveResult.Reason.ABORTED,
                    "its migration to %s was cancelled by someone else, on its host; it was not tried again"
                            .formatted(destinationName),
                    location);
        } else {
            endNotMoved(why.reason(), why.message(), location);
        }
    }

    private void failed(String message, Throwable cause, VmLocation location) {
        Optional<String> stopReason = execution.stopReason();
        if (stopReason.isPresent()) {
            endNotMoved(MoveResult.Reason.CANCELLED, stopReason.get() + ": " + message, location);
            return;
        }
        boolean canRetry =
                attempts <= execution.surroundings().policy().retries() && Attempts.runsAtSource(move, location);
        if (!canRetry) {
            endNotMoved(MoveResult.Reason.FAILED, message, location);
            return;
        }
        Duration delay = execution.surroundings().policy().retryDelay();
        journalEnd(false, message);
        state = new MoveState.Waiting(move, attempts);
        hold = Hold.UNTIL_RETRY;
        execution.tell(new RunEvent.Retrying(move, message, delay));
        Host failedAt = destination;
        execution
                .surroundings()
                .time()
                .schedule(
                        delay,
                        () -> execution.surroundings().workers().execute(() -> {
                            Host next = Attempts.nextDestination(
                                    move,
                                    failedAt,
                                    cause,
                                    execution.surroundings().destinations());
                            execution.decideLater(() -> retry(next));
                        }));
    }

    private void retry(Host next) {
        if (hold == Hold.UNTIL_RETRY) {
            hold = Hold.NONE;
            destination = next;
        }
    }

    /** Ends what waits, and asks what runs to stop. */
    void cancel(String reason) {
        if (hold == Hold.UNTIL_RETRY) {
            endUnstarted(MoveResult.Reason.CANCELLED, reason + " before it was tried again");
        } else {
            requestStop(MoveResult.Reason.CANCELLED, reason);
        }
    }

    /** Asks the running attempt to stop; a job that is being started is asked once it is known. */
    void requestStop(MoveResult.Reason reason, String message) {
        if (!(state instanceof MoveState.Running running)) {
            return;
        }
        if (stop == null || reason == MoveResult.Reason.CANCELLED) {
            stop = new Stop(reason, message);
        }
        execution.surroundings().workers().execute(() -> Attempts.requestCancel(running.job()));
    }

    void tellTrouble(String what) {
        execution.tell(new RunEvent.Trouble(move, what));
    }

    void tellNotConverging(Verdict.DoesNotConverge verdict) {
        execution.tell(new RunEvent.NotConverging(move, verdict));
    }

    /** Ends it without another attempt, once it is known where its VM is. */
    void endUnstarted(MoveResult.Reason reason, String message) {
        state = new MoveState.Waiting(move, attempts);
        hold = Hold.ENDING;
        execution.surroundings().workers().execute(() -> {
            VmLocation location = locate();
            execution.decideLater(() -> endNotMoved(reason, message, location));
        });
    }

    private void endNotMoved(MoveResult.Reason reason, String message, VmLocation location) {
        end(new MoveResult.NotMoved(move, reason, message, location, attempts), message);
    }

    private void end(MoveResult result, String text) {
        journalEnd(result.isMoved(), text);
        state = new MoveState.Done(result);
        execution.tell(new RunEvent.Ended(result));
    }

    private void journalEnd(boolean moved, String text) {
        if (attempts == 0) {
            return;
        }
        execution.tryAppend(new JournalEntry.StepEnded(execution.id(), execution.now(), step(), attempts, moved, text));
    }

    private static String reasonOf(RuntimeException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof HypervisorException ? message : "unexpected error: " + failure;
    }
}
