package io.vacate.orchestrator;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.time.TimeSource;
import io.vacate.orchestrator.execute.RunListener;
import io.vacate.orchestrator.execute.Threads;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Empties hosts by live migration. Immutable and thread-safe; several evacuations may run at once, but a host should be
 * part of one only.
 *
 * <p>Running it again over the same hosts is safe: what has moved is no longer on the sources, and an empty host leaves
 * nothing to do.
 */
public final class Evacuator {
    private final Threads threads;

    /** Makes an evacuator that works on daemon threads, which all evacuators share. */
    public Evacuator() {
        this(Threads.shared());
    }

    /**
     * Makes an evacuator that does everything on one executor, as {@link Threads#of}: what it is given may block, and a pool of
     * few threads would have decisions and cancelling wait for hosts.
     */
    public Evacuator(Executor all) {
        this(Threads.of(all));
    }

    /** Makes an evacuator that works on threads of the caller's. */
    public Evacuator(Threads threads) {
        this.threads = threads;
    }

    /**
     * Finds out what would move where, in which order, and how long it would take, and changes nothing. Blocks while VMs
     * are watched, a few seconds by default.
     *
     * @throws SameHostException if a host is given twice, be it through another URI or as source and destination
     * @throws UnknownVmException if a VM that is named is on no source
     * @throws VmStateException if a VM that is named is not running
     * @throws UnsupportedCapabilityException if a source cannot do what is requested
     * @throws InsufficientCapacityException if the destinations have no room; the message names a VM and what is free
     * @throws DuplicateVmException if a VM's name is taken on every destination that has room
     * @throws HostUnreachableException if a source does not answer, or none of the destinations, or one of them where the
     *     request is strict
     * @throws OutdatedPlanException if the request is to apply a plan that no longer fits, and not to plan anew
     * @throws io.vacate.orchestrator.execute.NoHostPowerException if that plan switches hosts and the request does not say how
     */
    public PreparedEvacuation prepare(EvacuationRequest request) {
        try {
            return prepareAsync(request).toCompletableFuture().join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof HypervisorException known) {
                throw known;
            }
            throw failure;
        }
    }

    /**
     * Does the same without waiting for measurements: hosts are asked on the caller's thread, and errors that are found
     * then are thrown as by {@link #prepare}; while VMs are watched nothing blocks. The plan is made and checked by a worker.
     *
     * @return completes with what is known, or exceptionally with one of the errors of {@link #prepare}
     */
    public CompletionStage<PreparedEvacuation> prepareAsync(EvacuationRequest request) {
        return request.applied()
                .map(plan -> new PlanApplication(request, plan, threads.prompt()).run())
                .orElseGet(() -> new Preparation(request, threads.prompt()).run());
    }

    /**
     * Starts to do what was prepared and returns at once.
     *
     * @param prepared what {@link #prepare} returned; the sooner it is executed the better it fits
     * @param listener is told what happens
     */
    public EvacuationRun execute(PreparedEvacuation prepared, RunListener listener) {
        TimeSource time = prepared.request().sources().get(0).timeSource();
        return DefaultEvacuationRun.start(prepared, listener, time, threads);
    }
}
