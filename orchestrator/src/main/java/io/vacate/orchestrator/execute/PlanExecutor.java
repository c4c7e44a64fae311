package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.VmId;
import io.vacate.orchestrator.journal.ExecutionJournal;
import io.vacate.orchestrator.location.EndWatch;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Executes moves: each starts when its predecessors have ended and its hosts can take
 * part in one more; the failure of one leaves the others alone. Immutable and
 * thread-safe; several executions may run at once.
 */
public final class PlanExecutor {
    private final ExecutionPolicy policy;
    private final ExecutionJournal journal;
    private final TimeSource time;
    private final Threads threads;

    /**
     * Makes an executor.
     *
     * @param policy what to do when things do not go as planned
     * @param journal is told each step before and after it is done
     * @param time the clock of the hosts
     * @param threads to work on
     */
    public PlanExecutor(ExecutionPolicy policy, ExecutionJournal journal, TimeSource time, Threads threads) {
        this.policy = policy;
        this.journal = journal;
        this.time = time;
        this.threads = threads;
    }

    /**
     * Starts to execute and returns at once.
     *
     * @param moves each VM once; predecessors come before those that wait for them
     * @param destinations all hosts that may take a VM in when a move is tried again
     * @param headroom share of their memory that is to stay free then, from 0 to below 1
     * @param ends how VMs were seen to end
     * @param listener is told what happens
     * @throws IllegalArgumentException if a VM moves twice or waits for one that does not come before it; nothing has
     *     changed
     */
    public Execution start(
            List<VmMove> moves, Collection<Host> destinations, double headroom, EndWatch ends, RunListener listener) {
        Set<VmId> before = new HashSet<>();
        for (VmMove move : moves) {
            if (!before.containsAll(move.predecessors())) {
                throw new IllegalArgumentException("VM '%s' waits for a move that does not come before it"
                        .formatted(move.vm().name()));
            }
            if (!before.add(move.id())) {
                throw new IllegalArgumentException(
                        "VM '%s' moves twice".formatted(move.vm().name()));
            }
        }
        Execution execution = new Execution(
                new Execution.Surroundings(
                        policy, journal, time, threads, List.copyOf(destinations), headroom, ends, listener),
                moves);
        execution.begin();
        return execution;
    }
}
