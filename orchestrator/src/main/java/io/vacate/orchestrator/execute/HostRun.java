package io.vacate.orchestrator.execute;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmStats;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A host that is switched on or off. All methods are called on the execution's control executor. */
final class HostRun implements StepRun {
    /** Between two attempts to open a host that boots. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** A host may take this many times as long to boot as was planned, and at least as long as {@link #PATIENCE}. */
    private static final int MARGIN = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Execution execution;
    private final HostSwitch step;
    private State state = State.WAITING;
    private Optional<String> failure = Optional.empty();
    private Instant deadline = Instant.MAX;

    private enum State {
        WAITING,
        UNDER_WAY,
        DONE
    }

    HostRun(Execution execution, HostSwitch step) {
        this.execution = execution;
        this.step = step;
    }

    @Override
    public PlanStep step() {
        return step;
    }

    @Override
    public boolean isReadyToStart() {
        return state == State.WAITING;
    }

    @Override
    public boolean isDone() {
        return state == State.DONE;
    }

    @Override
    public boolean hasFailed() {
        return failure.isPresent();
    }

    @Override
    public void start() {
        state = State.UNDER_WAY;
        execution.tell(new RunEvent.Switching(step));
        if (step.isBoot()) {
            Duration planned =
                    step.planned().end().minus(step.planned().start()).multipliedBy(MARGIN);
            deadline = execution.now().plus(planned.compareTo(PATIENCE) > 0 ? planned : PATIENCE);
            execution.ask(this, this::boot, asked -> awaitAnswer(), this::broken);
        } else {
            execution.ask(this, this::shutDown, off -> end(Optional.empty()), this::broken);
        }
    }

    private boolean boot() {
        execution.surroundings().power().boot(step.subject());
        return true;
    }

    private void awaitAnswer() {
        if (state != State.UNDER_WAY) {
            return;
        }
        execution.ask(this, this::wake, on -> end(Optional.empty()), silent -> {
            if (!(silent instanceof HostUnreachableException)) {
                broken(silent);
            } else if (execution.now().isAfter(deadline)) {
                end(Optional.of("it was switched on and does not answer: " + silent.getMessage()));
            } else {
                execution.surroundings().time().schedule(PAUSE, () -> execution.decideLater(this, this::awaitAnswer));
            }
        });
    }

    private boolean wake() {
        step.host().wake();
        execution.surroundings().ends().add(step.host());
        return true;
    }

    private boolean shutDown() {
        String there = Stream.concat(
                        step.host().statistics().stream()
                                .map(VmStats::summary)
                                .filter(vm -> vm.status().state().mayRun())
                                .map(vm -> "'%s' (%s)".formatted(vm.name(), vm.status())),
                        step.host().suspendedVms().stream()
                                .filter(SuspendedVm::whole)
                                .map(vm -> "'%s' (suspended)".formatted(vm.name())))
                .collect(Collectors.joining(", "));
        if (!there.isEmpty()) {
            throw new IllegalStateException("it is not empty, and was left on: " + there);
        }
        execution.surroundings().power().shutDown(step.subject());
        step.host().sleep();
        return true;
    }

    private void end(Optional<String> why) {
        if (state == State.DONE) {
            return;
        }
        state = State.DONE;
        failure = why;
        why.ifPresent(text -> execution.note(
                "host '%s' was not switched %s: %s".formatted(step.subject(), step.isBoot() ? "on" : "off", text)));
        execution.tell(new RunEvent.Switched(step, why));
    }

    @Override
    public void endUnstarted(MoveResult.Reason reason, String message) {
        end(Optional.of(message));
    }

    @Override
    public void cancel(String reason) {
        if (state == State.UNDER_WAY && step.isBoot()) {
            end(Optional.of(reason + " while it booted: it may be on"));
        }
    }

    @Override
    public void broken(Throwable fault) {
        String message = String.valueOf(fault.getMessage());
        boolean isTold = fault instanceof HypervisorException || fault instanceof IllegalStateException;
        end(Optional.of(isTold ? message : "unexpected error: " + fault));
    }
}
