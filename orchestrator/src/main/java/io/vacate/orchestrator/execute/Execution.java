package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.host.HostUri;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataSize;
import io.vacate.model.live.LiveKnowledge;
import io.vacate.orchestrator.journal.ExecutionJournal;
import io.vacate.orchestrator.journal.JournalEntry;
import io.vacate.orchestrator.journal.RunId;
import io.vacate.orchestrator.location.EndWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves under way. Safe for use by several threads; no method blocks.
 *
 * <p>Whatever happens, each move ends with a result, and the execution only completes when no migration that it started is
 * under way any more, as far as drivers tell.
 */
public final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    /** Real time, as that of the listener is, whatever the hosts' clock. */
    private static final long LISTENER_PATIENCE_SECONDS = 2;

    private final Surroundings surroundings;
    private final RunId id = RunId.random();
    private final Map<String, StepRun> runs = new LinkedHashMap<>();
    private final List<MoveRun> moves = new ArrayList<>();

    /** Moves that begin with a step of their own, a suspension, by their ids; only used while this is made. */
    private final Map<String, MoveRun> held = new HashMap<>();

    private final CompletableFuture<List<MoveResult>> completion = new CompletableFuture<>();

    /** Runs all decisions one after the other; what follows is only touched by it. */
    private final SerialExecutor control;

    private final ConvergenceWatch watch;
    private final Set<String> timed = new HashSet<>();
    private final Instant began;
    private boolean isOver;

    /** Tells the listener, one event after the other; nothing else waits for it. */
    private final SerialExecutor telling;

    /** Why everything is being stopped, for people; empty while nothing is. */
    private volatile Optional<String> stopReason = Optional.empty();

    private volatile List<MoveState> states;

    private final List<String> hostProblems = new CopyOnWriteArrayList<>();

    /** What an execution works with. */
    record Surroundings(
            ExecutionPolicy policy,
            ExecutionJournal journal,
            TimeSource time,
            Threads threads,
            HostPower power,
            List<Host> destinations,
            double headroom,
            EndWatch ends,
            Known known,
            RunListener listener) {}

    /** What is expected of each move. Both methods must be quick. */
    @FunctionalInterface
    public interface Known {
        /** Returns what is known now of the move of an id. */
        LiveKnowledge of(String move);

        /**
         * Takes note of a move that has ended well: what it showed may change what is known of those that wait.
         *
         * @param states where all moves stand, this one included
         */
        default void moved(MoveResult.Moved ended, List<MoveState> states) {}
    }

    Execution(Surroundings surroundings, List<? extends PlanStep> steps) {
        this.surroundings = surroundings;
        this.control = new SerialExecutor(surroundings.threads().prompt());
        this.telling = new SerialExecutor(surroundings.threads().prompt());
        steps.forEach(step -> runs.put(step.id(), run(step)));
        this.watch = new ConvergenceWatch(this, moves);
        this.began = now();
        this.states = currentStates();
    }

    private StepRun run(PlanStep step) {
        if (step instanceof HostSwitch host) {
            return new HostRun(this, host);
        }
        if (step instanceof VmSuspension suspension) {
            MoveRun move = moveRun(suspension.move(), true);
            held.put(move.move().id(), move);
            return new SuspensionRun(suspension, move);
        }
        VmMove move = (VmMove) step;
        MoveRun begun = held.get(move.id());
        return begun == null ? moveRun(move, false) : begun;
    }

    private MoveRun moveRun(VmMove move, boolean isHeld) {
        Optional<MoveRun> earlier = moves.stream()
                .filter(other -> other.move().vmId().equals(move.vmId()))
                .reduce((first, last) -> last);
        MoveRun run = new MoveRun(this, moves.size() + 1, move, new VmTrail(earlier), isHeld);
        moves.add(run);
        return run;
    }

    void begin() {
        control.execute(() -> {
            List<JournalEntry.Step> steps = moves.stream().map(MoveRun::entry).toList();
            tryAppend(new JournalEntry.RunStarting(id, now(), steps));
            watch.begin();
            advance();
        });
    }

    /** Returns the identity under which the journal knows this execution. */
    public RunId id() {
        return id;
    }

    /** Returns where each move stands, in the order of the plan. */
    public List<MoveState> states() {
        return states;
    }

    /** Returns what went wrong with hosts that were to be switched on or off, for people; grows until all is over. */
    public List<String> hostProblems() {
        return List.copyOf(hostProblems);
    }

    void note(String hostProblem) {
        hostProblems.add(hostProblem);
    }

    /**
     * Asks all migrations under way to stop, and starts no more. {@link #completion()} completes when all have ended. Each
     * host is asked on a thread of its own: none that does not answer, and no listener, delays this.
     *
     * @return {@code false} if the execution had already completed
     */
    public boolean requestCancel() {
        return requestCancel("cancelled on request");
    }

    /**
     * Does the same for a reason that the results will give.
     *
     * @param reason what the VMs were stopped by, for people; of several requests the first one's counts
     * @return {@code false} if the execution had already completed
     */
    public boolean requestCancel(String reason) {
        if (completion.isDone()) {
            return false;
        }
        control.execute(() -> cancel(reason));
        return true;
    }

    /** Tells whether a request to cancel came before all had ended. */
    public boolean isCancelling() {
        return stopReason.isPresent();
    }

    /**
     * Completes with each move's result, in the order of the plan, when nothing is under way any more. By then the listener
     * has been told everything, unless it takes more than two seconds for that.
     */
    public CompletionStage<List<MoveResult>> completion() {
        return completion.minimalCompletionStage();
    }

    private void cancel(String reason) {
        if (isCancelling() || isOver) {
            return;
        }
        stopReason = Optional.of(reason);
        tryAppend(new JournalEntry.CancelRequested(id, now()));
        runs.values().forEach(run -> guarded(run, () -> run.cancel(reason)));
        advance();
    }

    /** Starts what can start, and completes when nothing is left. Called on the control executor after each change. */
    private void advance() {
        for (StepRun run : runs.values()) {
            if (run.isReadyToStart()) {
                guarded(run, () -> decide(run));
            }
        }
        states = currentStates();
        if (!isOver && runs.values().stream().allMatch(StepRun::isDone)) {
            isOver = true;
            watch.end();
            tryAppend(new JournalEntry.RunEnded(id, now()));
            complete(moves.stream().map(MoveRun::result).toList());
        }
    }

    private void complete(List<MoveResult> results) {
        CompletableFuture<List<MoveResult>> events = new CompletableFuture<>();
        telling.execute(() -> events.complete(results));
        CompletionStage<List<MoveResult>> told =
                events.completeOnTimeout(results, LISTENER_PATIENCE_SECONDS, TimeUnit.SECONDS);
        told.thenAccept(all -> promptly(() -> completion.complete(all)));
    }

    private void decide(StepRun run) {
        if (stopReason.isPresent()) {
            run.endUnstarted(MoveResult.Reason.NOT_STARTED, stopReason.get() + " before it started");
            return;
        }
        List<StepRun> before =
                run.step().predecessors().stream().map(this::runOf).toList();
        Duration early = run.step().notBefore().minus(Duration.between(began, now()));
        if (before.stream().anyMatch(this::blocks)) {
            run.endUnstarted(MoveResult.Reason.SKIPPED, "a step that it waited for did not succeed");
        } else if (!early.isNegative() && !early.isZero()) {
            wakeLater(run, early);
        } else if (before.stream().allMatch(StepRun::isDone) && run.hasRoom(this::canTakeOneMore)) {
            run.start();
        }
    }

    private void wakeLater(StepRun run, Duration time) {
        String id = run.step().id();
        if (timed.add(id)) {
            surroundings.time().schedule(time, () -> decideLater(run, () -> timed.remove(id)));
        }
    }

    /** Nothing goes to a host that could not be switched on; moves only have an order, unless the caller says otherwise. */
    private boolean blocks(StepRun before) {
        boolean isNeeded = surroundings.policy().dependents() == ExecutionPolicy.Dependents.SKIP
                || before.step() instanceof HostSwitch;
        return isNeeded && before.hasFailed();
    }

    private boolean canTakeOneMore(HostUri host) {
        long busy = runs.values().stream().filter(run -> run.occupies(host)).count();
        return busy < surroundings.policy().atOnce().most(host);
    }

    private StepRun runOf(String id) {
        StepRun run = runs.get(id);
        if (run == null) {
            throw new IllegalStateException("step '%s' was checked when the execution was made".formatted(id));
        }
        return run;
    }

    private List<MoveState> currentStates() {
        return moves.stream().map(MoveRun::state).toList();
    }

    Optional<String> stopReason() {
        return stopReason;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Instant now() {
        return surroundings.time().instant();
    }

    /** Returns the memory of a host that is promised to VMs which have not arrived there yet, {@code except} aside. */
    DataSize promised(HostUri host, StepRun except) {
        return runs.values().stream()
                .filter(run -> run != except)
                .map(run -> run.promised(host))
                .reduce(DataSize.ZERO, DataSize::plus);
    }

    /**
     * Has hosts asked by a worker, and then decides about a move, be it with their answer or with what went wrong: that they
     * could not be asked at all included.
     */
    <T> void ask(StepRun about, Supplier<T> question, Consumer<T> answered, Consumer<Throwable> failed) {
        Runnable asking = () -> {
            T answer;
            try {
                answer = question.get();
            } catch (RuntimeException | Error failure) {
                decideLater(about, () -> failed.accept(failure));
                return;
            }
            decideLater(about, () -> answered.accept(answer));
        };
        try {
            surroundings.threads().workers().execute(asking);
        } catch (RuntimeException | Error rejected) {
            decideLater(about, () -> failed.accept(rejected));
        }
    }

    /** Runs what must not wait for a worker, and does not throw, on a thread of its own. */
    void promptly(Runnable task) {
        SerialExecutor.runOn(surroundings.threads().prompt(), task);
    }

    /** Runs a decision about a move after those that are waiting, and then whatever follows from it. */
    void decideLater(StepRun about, Runnable decision) {
        decideLater(() -> guarded(about, decision));
    }

    /** Runs a decision after those that are waiting, and then whatever follows from it. */
    void decideLater(Runnable decision) {
        control.execute(() -> {
            decision.run();
            advance();
        });
    }

    /** A fault in a decision ends the move that it is about, and no other. */
    private static void guarded(StepRun about, Runnable decision) {
        try {
            decision.run();
        } catch (RuntimeException | Error fault) {
            about.broken(fault);
        }
    }

    /** Learns from a move that has ended well. What cannot be learned from spoils forecasts, and nothing else. */
    void learn(MoveResult.Moved ended) {
        try {
            surroundings.known().moved(ended, currentStates());
        } catch (RuntimeException unclear) {
            LOG.debug("Nothing is learned from {} while others run", ended.move(), unclear);
        }
    }

    void tell(RunEvent event) {
        states = currentStates();
        telling.execute(() -> {
            try {
                surroundings.listener().onEvent(event);
            } catch (RuntimeException | Error failure) {
                LOG.warn("A listener failed on {}", event, failure);
            }
        });
    }

    /** Takes an entry down; a journal that fails now must not keep VMs from being looked after. */
    void tryAppend(JournalEntry entry) {
        try {
            surroundings.journal().append(entry);
        } catch (RuntimeException | Error failure) {
            LOG.error("The journal did not take {}", entry, failure);
        }
    }
}
