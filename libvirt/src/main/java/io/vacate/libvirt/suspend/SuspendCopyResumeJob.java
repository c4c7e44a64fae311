package io.vacate.libvirt.suspend;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.libvirt.connection.DestinationFault;
import io.vacate.libvirt.connection.LibvirtError;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A suspend-copy-resume as its caller sees it. One thread takes the steps, another receives while it sends. */
final class SuspendCopyResumeJob implements MigrationJob {
    private static final Logger LOG = LoggerFactory.getLogger(SuspendCopyResumeJob.class);

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Site sourceSite;
    private final Site destinationSite;
    private final VmId vm;
    private final Passage passage;
    private final PhaseLog phases;
    private final CopyControl control;
    private final boolean cancellable;
    private final boolean holds;
    private final CompletableFuture<MigrationOutcome> completion = new CompletableFuture<>();

    SuspendCopyResumeJob(
            Site source,
            Site destination,
            VmId vm,
            Passage passage,
            PhaseLog phases,
            CopyControl control,
            boolean cancellable,
            boolean holds) {
        sourceSite = source;
        destinationSite = destination;
        this.vm = vm;
        this.passage = passage;
        this.phases = phases;
        this.control = control;
        this.cancellable = cancellable;
        this.holds = holds;
    }

    /**
     * Moves the VM; blocks until it is settled.
     *
     * @param settled runs then, before anyone learns of the outcome: who waits for it may migrate the VM anew
     */
    void run(Runnable settled) {
        try {
            MigrationOutcome outcome = attempt();
            settled.run();
            complete(outcome);
        } catch (RuntimeException | Error bug) {
            settled.run();
            phases.ended(MigrationState.FAILED);
            completion.completeExceptionally(bug);
            control.suspended().complete(null);
            throw bug;
        }
    }

    private MigrationOutcome attempt() {
        try {
            passage.run();
            return completed();
        } catch (StoppedException stopped) {
            return settle(null);
        } catch (HypervisorException failure) {
            LOG.debug("The suspend-copy-resume of VM {} failed", vm, failure);
            return settle(failure);
        }
    }

    private MigrationOutcome settle(@Nullable HypervisorException failure) {
        if (completion.isDone()) {
            return completion.join(); // the session was closed: whoever opens it anew ends this
        }
        try {
            Site owner = settlePatiently();
            if (owner == destinationSite) {
                LOG.info("VM {} is at {} although this failed: {}", vm, owner.uri(), message(failure));
                return completed();
            }
            VmLocation location = owner.status(vm)
                    .<VmLocation>map(status -> new VmLocation.OnHost(owner.uri(), status))
                    .orElseGet(() -> new VmLocation.Unknown(
                            "%s does not have it any more; it may run on a host that was not asked"
                                    .formatted(owner.uri())));
            boolean back =
                    location instanceof VmLocation.OnHost on && on.status().state() == VmState.RUNNING;
            boolean isStopped = control.isStopped() || LibvirtError.isAborted(failure);
            return isStopped && back ? cancelled(location) : failed(failure, location);
        } catch (HypervisorException second) {
            LOG.debug("VM {} could not be brought back", vm, second);
            if (failure != null && failure != second) {
                failure.addSuppressed(second);
            }
            return failed(failure == null ? second : failure, location(second));
        }
    }

    /** A host's daemon that was killed is started again, and a link that broke comes back. */
    private Site settlePatiently() {
        Instant end = sourceSite.clock().instant().plus(PATIENCE);
        while (true) {
            try {
                return passage.settle();
            } catch (HostUnreachableException silent) {
                if (completion.isDone() || !sourceSite.clock().instant().isBefore(end)) {
                    throw silent;
                }
                LOG.debug("VM {} cannot be brought back yet: {}", vm, silent.getMessage());
                sourceSite.pause(PAUSE);
            }
        }
    }

    private VmLocation location(HypervisorException second) {
        if (second instanceof MigrationFailedException ended) {
            return new VmLocation.Lost(message(ended));
        }
        return passage.stateFile()
                .<VmLocation>map(file -> new VmLocation.Suspended(sourceSite.uri(), file))
                .orElseGet(() -> new VmLocation.Unknown(message(second)));
    }

    private static String message(@Nullable Throwable failure) {
        return failure == null ? "it was to be stopped" : String.valueOf(failure.getMessage());
    }

    private MigrationOutcome completed() {
        phases.ended(MigrationState.COMPLETED);
        return new MigrationOutcome.Completed(vm, destinationSite.uri(), phases.statistics());
    }

    private MigrationOutcome cancelled(VmLocation location) {
        phases.ended(MigrationState.CANCELLED);
        return new MigrationOutcome.Cancelled(vm, location, phases.statistics());
    }

    private MigrationOutcome failed(@Nullable HypervisorException failure, VmLocation location) {
        phases.ended(MigrationState.FAILED);
        return new MigrationOutcome.Failed(vm, cause(failure, location), location, phases.statistics());
    }

    private HypervisorException cause(@Nullable HypervisorException failure, VmLocation location) {
        if (failure == null) {
            return new MigrationFailedException(
                    "The migration of VM %s was stopped on request; the VM is %s".formatted(vm, location));
        }
        return DestinationFault.of(
                failure,
                destination(),
                false,
                "%s; VM '%s' is %s".formatted(failure.getMessage(), passage.name(), location));
    }

    private void complete(MigrationOutcome outcome) {
        completion.complete(outcome);
        control.suspended().complete(null);
    }

    /** A session closes: nothing can be asked any more, and what is left must be ended over another one. */
    void abandon(HostUri closed) {
        phases.ended(MigrationState.FAILED);
        complete(new MigrationOutcome.Failed(
                vm,
                new SessionClosedException(closed),
                new VmLocation.Unknown(
                        "the session was closed during a suspend-copy-resume from %s to %s; suspendedVms() of both tells what is left"
                                .formatted(source(), destination())),
                phases.statistics()));
        // Last: what is stopped must find that it has ended, and bring nothing back.
        control.stop();
    }

    @Override
    public VmId vm() {
        return vm;
    }

    @Override
    public HostUri source() {
        return sourceSite.uri();
    }

    @Override
    public HostUri destination() {
        return destinationSite.uri();
    }

    @Override
    public MigrationProgress progress() {
        return phases.now();
    }

    /** Limits the copy. Saving and restoring are the hosts' own affair. */
    @Override
    public boolean requestBandwidth(DataRate limit) {
        if (limit.isZero()) {
            throw new IllegalArgumentException("limit must be more than 0");
        }
        if (completion.isDone()) {
            return false;
        }
        control.limit(limit);
        return true;
    }

    @Override
    public boolean requestDowntime(Duration limit) {
        throw new UnsupportedCapabilityException(Capability.ADJUST_DOWNTIME, source());
    }

    @Override
    public boolean requestPostCopy() {
        throw new UnsupportedCapabilityException(Capability.POST_COPY, source());
    }

    /** Asks to stop. Once the destination may run the VM it comes too late, and the migration is completed. */
    @Override
    public boolean requestCancel() {
        if (!cancellable) {
            throw new UnsupportedCapabilityException(Capability.CANCEL, sourceSite.uri());
        }
        if (completion.isDone()) {
            return false;
        }
        passage.requestStop();
        return true;
    }

    @Override
    public boolean requestProceed() {
        return holds && !completion.isDone() && control.proceed();
    }

    @Override
    public CompletionStage<Void> suspended() {
        return control.suspended().minimalCompletionStage();
    }

    @Override
    public CompletionStage<MigrationOutcome> completion() {
        return completion.minimalCompletionStage();
    }
}
