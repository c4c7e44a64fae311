package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.time.TimeSource;
import io.vacate.orchestrator.journal.ExecutionJournal;
import io.vacate.orchestrator.location.EndWatch;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Executes the steps of plans: each starts when its predecessors have ended and its hosts can take
 * part in one more migration; the failure of one leaves the others alone. Immutable and
 * thread-safe; several executions may run at once.
 */
public final class PlanExecutor {
    private final ExecutionPolicy policy;
    private final ExecutionJournal journal;
    private final TimeSource time;
    private final Threads threads;
    private final HostPower power;

    /**
     * Makes an executor.
     *
     * @param policy what to do when things do not go as planned
     * @param journal is told each step before and after it is done
     * @param time the clock of the hosts
     * @param threads to work on
     */
    public PlanExecutor(ExecutionPolicy policy, ExecutionJournal journal, TimeSource time, Threads threads) {
        this(policy, journal, time, threads, HostPower.NONE);
    }

    private PlanExecutor(
            ExecutionPolicy policy, ExecutionJournal journal, TimeSource time, Threads threads, HostPower power) {
        this.policy = policy;
        this.journal = journal;
        this.time = time;
        this.threads = threads;
        this.power = power;
    }

    /** Returns this executor with a way to switch hosts on and off; without one, plans that do so are refused. */
    public PlanExecutor with(HostPower means) {
        return new PlanExecutor(policy, journal, time, threads, means);
    }

    /**
     * Starts to execute and returns at once.
     *
     * @param steps predecessors come before those that wait for them, and a VM's moves in the order in which it makes them
     * @param destinations all hosts that may take a VM in when a move is tried again
     * @param headroom share of their memory that is to stay free then, from 0 to below 1
     * @param ends how VMs were seen to end
     * @param known what the plan knew of each move
     * @param listener is told what happens
     * @throws IllegalArgumentException if two steps have one id, or one waits for another that does not come before it; nothing
     *     has changed
     * @throws NoHostPowerException if a host is to be switched and it is not known how; nothing has changed
     */
    public Execution start(
            List<? extends PlanStep> steps,
            Collection<Host> destinations,
            double headroom,
            EndWatch ends,
            Execution.Known known,
            RunListener listener) {
        Set<String> before = new HashSet<>();
        for (PlanStep step : steps) {
            for (String other : step.predecessors()) {
                if (!before.contains(other)) {
                    throw new IllegalArgumentException(
                            "step '%s' waits for '%s', which does not come before it".formatted(step.id(), other));
                }
            }
            if (!before.add(step.id())) {
                throw new IllegalArgumentException("two steps have the id '%s'".formatted(step.id()));
            }
            if (step instanceof HostSwitch host) {
                requirePower(host);
            }
        }
        Execution execution = new Execution(
                new Execution.Surroundings(
                        policy,
                        journal,
                        time,
                        threads,
                        power,
                        List.copyOf(destinations),
                        headroom,
                        ends,
                        known,
                        listener),
                steps);
        execution.begin();
        return execution;
    }

    private void requirePower(HostSwitch step) {
        if (!(step.isBoot() ? power.canBoot() : power.canShutDown())) {
            throw new NoHostPowerException(step.isBoot() ? "boot" : "shut down", step.subject());
        }
    }
}
