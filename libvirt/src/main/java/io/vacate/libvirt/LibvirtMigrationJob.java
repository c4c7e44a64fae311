package io.vacate.libvirt;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.libvirt.jna.TypedParameters;
import java.lang.ref.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer-to-peer migration. One thread waits for libvirt's call to return; samples come from the session's {@link
 * JobMonitor}. The outcome is what both hosts say afterwards, not what the call returned.
 */
final class LibvirtMigrationJob implements MigrationJob, DomainEvents.JobListener {
    private static final Logger LOG = LoggerFactory.getLogger(LibvirtMigrationJob.class);

    private final LibvirtHost sourceHost;
    private final LibvirtHost destinationHost;
    private final VmId vm;
    private final Set<Capability> capabilities;
    private final MigrationCommand command;
    private final JobProgress progress;
    private final MigrationLimits limits;
    private final JobStatistics statistics;
    private final CompletableFuture<MigrationOutcome> completion = new CompletableFuture<>();
    private volatile boolean cancelRequested;
    private volatile boolean repeatLimits;
    private volatile @Nullable StateReason ended;

    LibvirtMigrationJob(
            LibvirtHost sourceHost,
            LibvirtHost destinationHost,
            VmId vm,
            Set<Capability> capabilities,
            MigrationCommand command) {
        this.sourceHost = sourceHost;
        this.destinationHost = destinationHost;
        this.vm = vm;
        this.capabilities = capabilities;
        this.command = command;
        progress = new JobProgress(sourceHost.options().timeSource());
        statistics = new JobStatistics(sourceHost, destinationHost, vm);
        limits = new MigrationLimits(sourceHost.connection(), vm);
    }

    void start() {
        sourceHost.events().add(this);
        sourceHost.monitor().add(this);
        NativeLibvirt.threads().execute(this::run);
    }

    private void run() {
        HypervisorException failure = null;
        try {
            command.downtime().ifPresent(limits::downtime);
            if (!cancelRequested) {
                sourceHost.blockingCalls().run(this::migrate);
            }
        } catch (HypervisorException failed) {
            failure = failed;
            LOG.debug("The migration of VM {} returned an error", vm, failed);
        } catch (RuntimeException | Error bug) {
            completion.completeExceptionally(bug);
            throw bug;
        } finally {
            sourceHost.monitor().remove(this);
        }
        if (!completion.isDone()) {
            conclude(failure);
        }
        sourceHost.events().remove(this);
    }

    private int migrate(Connection connection) {
        String doing =
                "migrate %%s to %s".formatted(destinationHost.uri().toString().replace("%", "%%"));
        return connection.withDomain(vm, "migrate VM " + vm, (library, domain) -> {
            TypedParameters.Array parameters = command.array();
            try {
                return connection.check(
                        library.virDomainMigrateToURI3(
                                domain,
                                command.destination(),
                                parameters.pointer(),
                                parameters.count(),
                                command.flags()),
                        doing,
                        domain);
            } finally {
                Reference.reachabilityFence(parameters);
            }
        });
    }

    private void conclude(@Nullable HypervisorException failure) {
        boolean cutOff = failure instanceof HostUnreachableException;
        if (cutOff) {
            // The source needs nobody to go on; until it ends, samples and requests pass over the session's connection.
            sourceHost.monitor().add(this);
        }
        VmAnswers answers;
        try {
            answers = new VmLocator(sourceHost, destinationHost, vm, new Observer(failure)).locate();
        } finally {
            sourceHost.monitor().remove(this);
        }
        if (completion.isDone()) {
            return;
        }
        VmLocation location = answers.conclude().location();
        boolean moved = location instanceof VmLocation.OnHost on && on.host().equals(destinationHost.uri());
        Optional<JobSample> completed = moved ? statistics.awaitCompleted() : statistics.completed();
        if (!moved) {
            limits.restore();
        }
        // What the source still has might be started there again: then it is not completed.
        MigrationState end = !moved
                ? cancelled(location) ? MigrationState.CANCELLED : MigrationState.FAILED
                : answers.isGoneFromSource() ? MigrationState.COMPLETED : MigrationState.FAILED;
        if (end == MigrationState.COMPLETED && failure != null) {
            LOG.info("VM {} is at {} although libvirt reported: {}", vm, destinationHost.uri(), failure.getMessage());
        }
        progress.ended(end);
        MigrationStatistics cost = progress.statistics(completed);
        completion.complete(
                switch (end) {
                    case COMPLETED -> new MigrationOutcome.Completed(vm, destinationHost.uri(), cost);
                    case CANCELLED -> new MigrationOutcome.Cancelled(vm, location, cost);
                    default -> new MigrationOutcome.Failed(vm, cause(failure, location), location, cost);
                });
    }

    private final class Observer implements VmLocator.Observer {
        private final @Nullable HypervisorException failure;

        Observer(@Nullable HypervisorException failure) {
            this.failure = failure;
        }

        @Override
        public boolean isUnderWay() {
            return statistics.isUnderWay();
        }

        @Override
        public boolean wasCutOff() {
            return failure instanceof HostUnreachableException;
        }

        @Override
        public boolean succeeded() {
            return failure == null;
        }

        @Override
        public Optional<StateReason> ended() {
            return Optional.ofNullable(ended);
        }

        @Override
        public boolean isDone() {
            return completion.isDone();
        }
    }

    private boolean cancelled(VmLocation location) {
        return cancelRequested
                && location instanceof VmLocation.OnHost on
                && on.host().equals(sourceHost.uri())
                && on.status().state() == VmState.RUNNING;
    }

    private HypervisorException cause(@Nullable HypervisorException failure, VmLocation location) {
        if (failure == null) {
            return new MigrationFailedException("VM %s did not arrive at %s, though libvirt reported no error; it is %s"
                    .formatted(vm, destinationHost.uri(), location));
        }
        if (!(failure instanceof OperationFailedException)) {
            return failure;
        }
        // The source's QEMU may know more than what its libvirt reports last.
        String more = statistics.completed()
                .flatMap(JobSample::error)
                .filter(error -> !String.valueOf(failure.getMessage()).contains(error))
                .map("; QEMU says: %s"::formatted)
                .orElse("");
        return new MigrationFailedException("%s%s; the VM is %s".formatted(failure.getMessage(), more, location), failure);
    }

    /** Takes a sample, and repeats what libvirt could not do so far. Called by the monitor. */
    void sample() {
        if (cancelRequested) {
            tryToCancel();
        }
        progress.sampled(statistics.now());
        if (repeatLimits && progress.state().compareTo(MigrationState.COPYING) >= 0) {
            repeatLimits = false;
            limits.repeat();
        }
    }

    /** The session closes: the hypervisors go on, and nobody here will learn how it ends. */
    void abandon() {
        progress.ended(MigrationState.FAILED);
        completion.complete(new MigrationOutcome.Failed(
                vm,
                new SessionClosedException(sourceHost.uri()),
                new VmLocation.Unknown("the session was closed while the VM was on its way from %s to %s"
                        .formatted(sourceHost.uri(), destinationHost.uri())),
                progress.statistics(Optional.empty())));
    }

    @Override
    public VmId vm() {
        return vm;
    }

    @Override
    public HostUri source() {
        return sourceHost.uri();
    }

    @Override
    public HostUri destination() {
        return destinationHost.uri();
    }

    @Override
    public MigrationProgress progress() {
        return progress.now();
    }

    @Override
    public boolean requestBandwidth(DataRate limit) {
        require(Capability.ADJUST_BANDWIDTH);
        if (limit.isZero()) {
            throw new IllegalArgumentException("limit must be more than 0");
        }
        return adjust(() -> limits.bandwidth(limit));
    }

    @Override
    public boolean requestDowntime(Duration limit) {
        require(Capability.ADJUST_DOWNTIME);
        if (limit.toMillis() < 1) {
            throw new IllegalArgumentException("limit (%s) must be at least 1 ms".formatted(limit));
        }
        return adjust(() -> limits.downtime(limit));
    }

    private boolean adjust(Runnable change) {
        if (completion.isDone()) {
            return false;
        }
        repeatLimits = progress.state() == MigrationState.PREPARING;
        try {
            change.run();
            return true;
        } catch (UnknownVmException | VmStateException left) {
            LOG.debug("Too late to adjust the migration of VM {}", vm, left);
            return false;
        }
    }

    @Override
    public boolean requestPostCopy() {
        require(Capability.POST_COPY);
        return false;
    }

    @Override
    public boolean requestCancel() {
        require(Capability.CANCEL);
        if (completion.isDone()) {
            return false;
        }
        cancelRequested = true;
        tryToCancel();
        return true;
    }

    /** libvirt has no job to abort while it gets ready; each sample tries again. */
    private void tryToCancel() {
        String doing = "cancel the migration of VM " + vm;
        try {
            Connection connection = sourceHost.connection();
            connection.withDomain(
                    vm, doing, (library, domain) -> connection.check(library.virDomainAbortJob(domain), doing, vm));
        } catch (UnknownVmException | VmStateException | OperationFailedException notNow) {
            LOG.debug("Not cancelled yet: {}", notNow.getMessage());
        }
    }

    private void require(Capability capability) {
        if (!capabilities.contains(capability)) {
            throw new UnsupportedCapabilityException(capability, sourceHost.uri());
        }
    }

    @Override
    public CompletionStage<MigrationOutcome> completion() {
        return completion.minimalCompletionStage();
    }

    @Override
    public void iterationBegun(int iteration, Instant time) {
        progress.iterationBegun(iteration, time);
    }

    @Override
    public void vmEnded(StateReason reason) {
        ended = reason;
    }

    @Override
    public void switchOverBegun(Instant time) {
        progress.switchOverBegun(time);
    }

    @Override
    public void jobCompleted(TypedParameters values) {
        statistics.completed(values);
    }
}
