package io.vacate.orchestrator.execute;

import com.google.common.util.concurrent.MoreExecutors;
import io.vacate.api.Host;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.VmId;
import io.vacate.orchestrator.journal.ExecutionJournal;
import io.vacate.orchestrator.journal.JournalEntry;
import io.vacate.orchestrator.journal.RunId;
import io.vacate.orchestrator.location.EndWatch;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves under way. Safe for use by several threads; no method blocks.
 *
 * <p>Whatever happens, each move ends with a result, and the execution only completes when no migration that it started is
 * under way any more.
 */
public final class Execution {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final Surroundings surroundings;
    private final RunId id = RunId.random();
    private final Map<VmId, MoveRun> runs = new LinkedHashMap<>();
    private final CompletableFuture<List<MoveResult>> completion = new CompletableFuture<>();

    /** Runs all decisions one after the other; what follows is only touched by it. */
    private final Executor control;

    private final ConvergenceWatch watch;

    /** Why everything is being stopped, for people; empty while nothing is. */
    private Optional<String> stopReason = Optional.empty();

    private volatile List<MoveState> states;

    /** What an execution works with. */
    record Surroundings(
            ExecutionPolicy policy,
            ExecutionJournal journal,
            TimeSource time,
            Executor workers,
            List<Host> destinations,
            EndWatch ends,
            RunListener listener) {}

    Execution(Surroundings surroundings, List<VmMove> moves) {
        this.surroundings = surroundings;
        this.control = MoreExecutors.newSequentialExecutor(surroundings.workers());
        moves.forEach(move -> runs.put(move.id(), new MoveRun(this, runs.size() + 1, move)));
        this.watch = new ConvergenceWatch(surroundings, control, runs.values());
        this.states = currentStates();
    }

    void begin() {
        control.execute(() -> {
            List<JournalEntry.Step> steps =
                    runs.values().stream().map(MoveRun::step).toList();
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

    /**
     * Asks all migrations under way to stop, and starts no more. {@link #completion()} completes when all have ended.
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

    /** Completes with each move's result, in the order of the plan, when nothing is under way any more. */
    public CompletionStage<List<MoveResult>> completion() {
        return completion.minimalCompletionStage();
    }

    private void cancel(String reason) {
        if (isCancelling() || completion.isDone()) {
            return;
        }
        stopReason = Optional.of(reason);
        tryAppend(new JournalEntry.CancelRequested(id, now()));
        runs.values().forEach(run -> run.cancel(reason));
        advance();
    }

    /** Starts what can start, and completes when nothing is left. Called on the control executor after each change. */
    void advance() {
        for (MoveRun run : runs.values()) {
            if (run.isReadyToStart()) {
                decide(run);
            }
        }
        states = currentStates();
        if (!completion.isDone() && runs.values().stream().allMatch(MoveRun::isDone)) {
            watch.end();
            tryAppend(new JournalEntry.RunEnded(id, now()));
            completion.complete(runs.values().stream().map(MoveRun::result).toList());
        }
    }

    private void decide(MoveRun run) {
        if (stopReason.isPresent()) {
            run.endUnstarted(MoveResult.Reason.NOT_STARTED, stopReason.get() + " before it started");
            return;
        }
        Collection<MoveRun> before =
                run.move().predecessors().stream().map(this::runOf).toList();
        boolean isBlocked = surroundings.policy().dependents() == ExecutionPolicy.Dependents.SKIP
                && before.stream().anyMatch(MoveRun::isNotMoved);
        if (isBlocked) {
            run.endUnstarted(MoveResult.Reason.SKIPPED, "a move that it waited for did not succeed");
        } else if (before.stream().allMatch(MoveRun::isDone)) {
            run.start();
        }
    }

    private MoveRun runOf(VmId vm) {
        MoveRun run = runs.get(vm);
        if (run == null) {
            throw new IllegalStateException("VM %s was checked when the execution was made".formatted(vm));
        }
        return run;
    }

    private List<MoveState> currentStates() {
        return runs.values().stream().map(MoveRun::state).toList();
    }

    boolean isCancelling() {
        return stopReason.isPresent();
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

    /** Runs a decision after those that are waiting, and then whatever follows from it. */
    void decideLater(Runnable decision) {
        control.execute(() -> {
            decision.run();
            advance();
        });
    }

    void tell(RunEvent event) {
        states = currentStates();
        try {
            surroundings.listener().onEvent(event);
        } catch (RuntimeException failure) {
            LOG.warn("A listener failed on {}", event, failure);
        }
    }

    /** Takes an entry down; a journal that fails now must not keep VMs from being looked after. */
    void tryAppend(JournalEntry entry) {
        try {
            surroundings.journal().append(entry);
        } catch (RuntimeException failure) {
            LOG.error("The journal did not take {}", entry, failure);
        }
    }
}
