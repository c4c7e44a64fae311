package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataSize;
import io.vacate.model.live.LiveEstimator.Lesson;
import io.vacate.model.live.Verdict;
import io.vacate.orchestrator.journal.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One move through its attempts. All methods are called on the execution's control executor. */
final class MoveRun implements StepRun {
    private static final Logger LOG = LoggerFactory.getLogger(MoveRun.class);

    private final Execution execution;
    private final int number;
    private final VmTrail trail;
    private VmMove move;
    private MoveState state;
    private Host destination;
    private int attempts;
    private Instant attemptStart = Instant.EPOCH;
    private Hold hold = Hold.NONE;

    /** Why we asked the running attempt to stop, if we did. */
    private @Nullable Stop stop;

    /** What is expected of the attempt that was begun last. */
    private @Nullable JobForecast expectation;

    /** Destinations that kept it from moving. */
    private final Set<HostUri> unfit = ConcurrentHashMap.newKeySet();

    private boolean isBroken;

    /** Whether its VM need not wait suspended, or need no longer: an attempt that comes later is not held either. */
    private boolean isToldToProceed;

    /** What keeps a waiting move from being started. */
    private enum Hold {
        NONE,
        UNTIL_RETRY,
        ENDING
    }

    /** A reason of ours to cancel an attempt. */
    private record Stop(MoveResult.Reason reason, String message) {}

    MoveRun(Execution execution, int number, VmMove move, VmTrail trail, boolean isHeld) {
        this.number = number;
        this.trail = trail;
        this.execution = execution;
        this.move = move;
        this.destination = move.destination();
        this.isToldToProceed = !isHeld;
        this.state = new MoveState.Waiting(move, 0);
        // A move before this one that went there on a retry would leave nothing to do for this one.
        trail.before().ifPresent(before -> before.unfit.add(move.destination().uri()));
    }

    VmMove move() {
        return move;
    }

    @Override
    public PlanStep step() {
        return move;
    }

    MoveState state() {
        return state;
    }

    /** Of a move that is held this is the start of what follows its suspension. */
    @Override
    public boolean isReadyToStart() {
        return isToldToProceed ? canBegin() : isHeld() && stop == null;
    }

    boolean isToldToProceed() {
        return isToldToProceed;
    }

    /** Tells whether its VM waits suspended. */
    boolean isHeld() {
        return state instanceof MoveState.Running running && running.isHeld();
    }

    /** Tells whether nothing keeps the next attempt from being begun but other steps, and the limits of hosts. */
    boolean canBegin() {
        return state instanceof MoveState.Waiting && hold == Hold.NONE && trail.isReady();
    }

    @Override
    public boolean isDone() {
        return state instanceof MoveState.Done;
    }

    @Override
    public boolean hasFailed() {
        return state instanceof MoveState.Done done && !done.result().isMoved();
    }

    MoveResult result() {
        if (state instanceof MoveState.Done done) {
            return done.result();
        }
        throw new IllegalStateException("%s is not done".formatted(move));
    }

    JournalEntry.Step entry() {
        return new JournalEntry.Step(number, move.vmId(), move.source().uri(), destination.uri());
    }

    @Override
    public boolean hasRoom(HostLoad load) {
        return load.canTakeOneMore(place().orElse(move.source()).uri()) && load.canTakeOneMore(destination.uri());
    }

    @Override
    public boolean occupies(HostUri host) {
        boolean isUnderWay = state instanceof MoveState.Starting || state instanceof MoveState.Running;
        return isUnderWay
                && !isHeld()
                && (move.source().uri().equals(host) || destination.uri().equals(host));
    }

    @Override
    public DataSize promised(HostUri host) {
        boolean isComing = !isDone() && hold != Hold.ENDING && destination.uri().equals(host);
        return isComing ? move.memory() : DataSize.ZERO;
    }

    Optional<MigrationJob> job() {
        return state instanceof MoveState.Running running ? Optional.of(running.job()) : Optional.empty();
    }

    /** Returns where the next attempt goes, or the present one. */
    Host destination() {
        return destination;
    }

    Optional<JobForecast> forecast() {
        return state instanceof MoveState.Running running ? Optional.of(running.forecast()) : Optional.empty();
    }

    /** Returns how long the plan expects an attempt to take. */
    Duration expected() {
        return execution.surroundings().known().of(move.id()).expectedTotal().orElse(Duration.ZERO);
    }

    private Optional<Host> place() {
        return attempts > 0 ? Optional.of(move.source()) : trail.place(move);
    }

    @Override
    public void start() {
        isToldToProceed = true;
        if (state instanceof MoveState.Running running) {
            state = running.held(false);
            proceed(running.job());
        } else {
            begin();
        }
    }

    private void proceed(MigrationJob job) {
        execution.promptly(() -> {
            if (!Attempts.requestProceed(job)) {
                execution.decideLater(
                        this, () -> requestStop(MoveResult.Reason.FAILED, "it could not be told to run on there"));
            }
        });
    }

    /** Begins an attempt. */
    void begin() {
        Optional<Host> place = place();
        if (place.isEmpty()) {
            endUnstarted(MoveResult.Reason.SKIPPED, trail.obstacle());
            return;
        }
        move = move.from(place.get(), move.vm());
        attempts++;
        stop = null;
        attemptStart = execution.now();
        state = new MoveState.Starting(move, destination, attemptStart, attempts);
        // Before anything is asked for: what fails once a migration is under way leaves it without anybody to follow
        // it.
        expectation = new JobForecast(execution.surroundings().known().of(move.id()));
        try {
            JournalEntry entry = new JournalEntry.StepStarting(execution.id(), attemptStart, entry(), attempts);
            execution.surroundings().journal().append(entry);
        } catch (RuntimeException | Error failure) {
            LOG.error("The journal did not take the start of {}", move, failure);
            attempts--;
            endUnstarted(
                    MoveResult.Reason.FAILED,
                    "it was not started, as the journal cannot be written: " + failure.getMessage());
            return;
        }
        if (move.isWhereItStarts()) {
            request();
        } else {
            VmMove before = move;
            execution.ask(
                    this,
                    () -> before.source().vm(before.vmId().toString()),
                    found -> {
                        move = before.from(before.source(), found);
                        request();
                    },
                    this::refused);
        }
    }

    private void request() {
        VmMove asked = move;
        Host target = destination;
        Duration patience = execution.surroundings().policy().stallTimeout();
        execution.ask(
                this,
                () -> asked.vm().migrateTo(PoweredHost.driven(target), Attempts.request(asked, patience)),
                this::accepted,
                this::refused);
    }

    private void refused(Throwable refusal) {
        LOG.info("{} was not accepted for migration to {}", move.vm(), destination, refusal);
        locate(location -> failed(reasonOf(refusal), refusal, location));
    }

    /** Asks hosts where the VM is, by whatever thread there is, and then decides. */
    private void locate(Consumer<VmLocation> found) {
        execution.ask(
                this,
                this::whereabouts,
                found,
                noWorker -> execution.promptly(() -> {
                    VmLocation location = whereabouts();
                    execution.decideLater(this, () -> found.accept(location));
                }));
    }

    private VmLocation whereabouts() {
        try {
            Execution.Surroundings around = execution.surroundings();
            return Attempts.locate(move, hosts(), around.ends());
        } catch (RuntimeException | Error failure) {
            LOG.error("Where {} is could not be asked", move.vm(), failure);
            return new VmLocation.Unknown("its hosts could not be asked: " + failure);
        }
    }

    /** Returns all hosts on which the VM can be. */
    Set<Host> hosts() {
        return trail.hosts(move, execution.surroundings().destinations());
    }

    private void accepted(MigrationJob job) {
        JobForecast forecast = Objects.requireNonNull(expectation, "set before the host is asked");
        state = new MoveState.Running(move, destination, job, attemptStart, attempts, forecast);
        execution.tell(new RunEvent.Started(move, destination, attempts));
        execution.stopReason().ifPresent(this::cancel);
        if (move.request().holdsSuspended()) {
            if (isToldToProceed) {
                proceed(job);
            } else {
                job.suspended().thenRun(() -> execution.decideLater(this, () -> suspended(job)));
            }
        }
        job.completion()
                .whenComplete((outcome, bug) -> execution.decideLater(this, () -> {
                    if (outcome != null) {
                        ended(outcome);
                    } else {
                        lostSight(job, new IllegalStateException("the driver broke off: " + bug, bug));
                    }
                }));
    }

    private void suspended(MigrationJob job) {
        // The end of a job tells so too, and comes by itself.
        if (state instanceof MoveState.Running running && running.job() == job && !Attempts.isOver(job)) {
            state = running.held(true);
            execution.tell(new RunEvent.Suspended(move));
        }
    }

    /**
     * Nobody will tell how a migration ends. It is asked to stop, and where its VM was found only counts as true if the
     * migration is known to be over.
     */
    private void lostSight(MigrationJob job, Throwable fault) {
        LOG.error("The end of the migration of {} cannot be waited for", move, fault);
        hold = Hold.ENDING;
        execution.promptly(() -> Attempts.requestCancel(job));
        boolean isOver = Attempts.isOver(job);
        locate(found -> {
            VmLocation location = isOver
                    ? found
                    : new VmLocation.Unknown(
                            "%s, and its migration to %s may still be under way".formatted(found, destination.uri()));
            failed(reasonOf(fault), fault, location);
        });
    }

    @Override
    public void broken(Throwable fault) {
        if (isDone()) {
            LOG.error("A decision about {} failed after its end", move, fault);
            return;
        }
        try {
            if (!isBroken) {
                isBroken = true;
                if (state instanceof MoveState.Running running) {
                    lostSight(running.job(), fault);
                } else {
                    endUnstarted(MoveResult.Reason.FAILED, reasonOf(fault));
                }
                return;
            }
        } catch (RuntimeException | Error another) {
            fault.addSuppressed(another);
        }
        LOG.error("{} is given up without asking where its VM is", move, fault);
        state = new MoveState.Done(new MoveResult.NotMoved(
                move,
                MoveResult.Reason.FAILED,
                reasonOf(fault),
                new VmLocation.Unknown("it was not asked for, because of " + fault),
                attempts));
    }

    private void ended(MigrationOutcome outcome) {
        if (outcome instanceof MigrationOutcome.Completed completed) {
            String result = "moved in %s".formatted(completed.statistics().total());
            end(
                    new MoveResult.Moved(
                            move,
                            destination,
                            completed.statistics(),
                            attemptStart,
                            execution.now(),
                            attempts,
                            lesson(completed.statistics().total())),
                    result);
        } else if (outcome instanceof MigrationOutcome.Cancelled cancelled) {
            stopped(cancelled.location());
        } else if (outcome instanceof MigrationOutcome.Failed failed) {
            failed(reasonOf(failed.cause()), failed.cause(), failed.location());
        }
    }

    private Lesson lesson(Duration total) {
        return forecast()
                .map(seen -> seen.lesson(move.vmId(), total))
                .orElseGet(() -> new Lesson(move.vmId(), Optional.empty(), List.of(), List.of()));
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
        RetryRule rule = RetryRule.of(cause, move.source().uri());
        boolean canRetry = rule != RetryRule.NEVER
                && attempts <= execution.surroundings().policy().retries()
                && Attempts.runsAtSource(move, location);
        if (!canRetry) {
            endNotMoved(MoveResult.Reason.FAILED, message, location);
        } else if (rule == RetryRule.SAME) {
            waitForRetry(message, () -> retry(destination));
        } else {
            unfit.add(destination.uri());
            // Only the hosts know whether there is anywhere else to go.
            execution.ask(
                    this,
                    this::elsewhere,
                    others -> failedThere(rule, message, location, others),
                    unasked -> endNotMoved(MoveResult.Reason.FAILED, message, location));
        }
    }

    private OtherDestinations elsewhere() {
        Execution.Surroundings around = execution.surroundings();
        return OtherDestinations.ask(move, around.destinations(), unfit, around.headroom());
    }

    private void failedThere(RetryRule rule, String message, VmLocation location, OtherDestinations others) {
        Optional<String> stopReason = execution.stopReason();
        if (stopReason.isPresent()) {
            endNotMoved(MoveResult.Reason.CANCELLED, stopReason.get() + ": " + message, location);
        } else if (rule == RetryRule.ONLY_ELSEWHERE && roomIn(others).isEmpty()) {
            endNotMoved(MoveResult.Reason.FAILED, message, location);
        } else {
            waitForRetry(
                    message,
                    () -> execution.ask(
                            this,
                            this::elsewhere,
                            // Chosen here, among decisions: what is promised cannot change meanwhile.
                            now -> retry(roomIn(now).orElse(destination)),
                            unasked -> retry(destination)));
        }
    }

    private Optional<Host> roomIn(OtherDestinations others) {
        return others.withRoomFor(move.memory(), host -> execution.promised(host, this));
    }

    private void waitForRetry(String message, Runnable then) {
        Duration delay = execution.surroundings().policy().delayAfter(attempts);
        journalEnd(false, message);
        state = new MoveState.Waiting(move, attempts);
        hold = Hold.UNTIL_RETRY;
        execution.tell(new RunEvent.Retrying(move, message, delay));
        try {
            execution.surroundings().time().schedule(delay, () -> execution.decideLater(this, then));
        } catch (RuntimeException | Error noTimer) {
            endUnstarted(
                    MoveResult.Reason.FAILED,
                    "%s; it was not tried again, for want of a timer: %s".formatted(message, noTimer));
        }
    }

    private void retry(Host next) {
        if (hold == Hold.UNTIL_RETRY) {
            hold = Hold.NONE;
            destination = next;
        }
    }

    @Override
    public void cancel(String reason) {
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
        boolean waits = !isToldToProceed;
        execution.promptly(() -> {
            if (!Attempts.requestCancel(running.job()) && waits) {
                // It would wait for ever.
                Attempts.requestProceed(running.job());
            }
        });
    }

    void tellTrouble(String what) {
        execution.tell(new RunEvent.Trouble(move, what));
    }

    void tellNotConverging(Verdict.DoesNotConverge verdict) {
        execution.tell(new RunEvent.NotConverging(move, verdict));
    }

    void tellConvergesAfterAll(Duration remaining) {
        execution.tell(new RunEvent.ConvergesAfterAll(move, remaining));
    }

    /** Ends it without another attempt, once it is known where its VM is. */
    @Override
    public void endUnstarted(MoveResult.Reason reason, String message) {
        if (isHeld()) {
            requestStop(reason, message);
            return;
        }
        move = move.from(place().orElse(move.source()), move.vm());
        state = new MoveState.Waiting(move, attempts);
        hold = Hold.ENDING;
        locate(location -> endNotMoved(reason, message, location));
    }

    private void endNotMoved(MoveResult.Reason reason, String message, VmLocation location) {
        end(new MoveResult.NotMoved(move, reason, message, location, attempts), message);
    }

    private void end(MoveResult result, String text) {
        journalEnd(result.isMoved(), text);
        state = new MoveState.Done(result);
        if (result instanceof MoveResult.Moved moved) {
            execution.learn(moved);
        }
        execution.tell(new RunEvent.Ended(result));
    }

    private void journalEnd(boolean moved, String text) {
        if (attempts == 0) {
            return;
        }
        execution.tryAppend(
                new JournalEntry.StepEnded(execution.id(), execution.now(), entry(), attempts, moved, text));
    }

    private static String reasonOf(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof HypervisorException ? message : "unexpected error: " + failure;
    }
}
