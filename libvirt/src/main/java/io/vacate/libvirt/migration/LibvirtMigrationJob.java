package io.vacate.libvirt.migration;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.NativeLibvirt;
import io.vacate.libvirt.host.JobMonitor;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.jna.TypedParameters;
import io.vacate.libvirt.vm.DomainEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A migration that libvirt leads. One thread waits for libvirt's call to return; samples come from the session's {@link
 * JobMonitor}. The outcome is what both hosts say afterwards, not what the call returned.
 */
final class LibvirtMigrationJob implements MigrationJob, DomainEvents.JobListener, JobMonitor.Watched {
    private static final Logger LOG = LoggerFactory.getLogger(LibvirtMigrationJob.class);

    private final OutgoingMigrations migrations;
    private final LibvirtHost sourceHost;
    private final LibvirtHost destinationHost;
    private final VmId vm;
    private final MigrationCommand command;
    private final LeftDefinition leftDefinition;
    private final boolean wasPaused;
    private final JobProgress progress;
    private final JobStatistics statistics;
    private final PostCopySwitch postCopy;
    private final JobRequests requests;
    private final DestinationDisks disks;
    private final Arrival arrival = new Arrival();
    private final CompletableFuture<MigrationOutcome> completion = new CompletableFuture<>();
    private volatile @Nullable StateReason ended;

    LibvirtMigrationJob(
            OutgoingMigrations migrations,
            LibvirtHost destinationHost,
            VmId vm,
            MigrationCommand command,
            LeftDefinition leftDefinition,
            boolean wasPaused) {
        this.migrations = migrations;
        sourceHost = migrations.host();
        this.destinationHost = destinationHost;
        this.vm = vm;
        this.command = command;
        this.leftDefinition = leftDefinition;
        this.wasPaused = wasPaused;
        boolean tellsBytes = migrations.capabilities().contains(Capability.BYTE_PROGRESS);
        boolean runs = command.has(MigrationCommand.LIVE) && !wasPaused;
        progress = new JobProgress(sourceHost.options().timeSource(), runs, tellsBytes);
        statistics = new JobStatistics(sourceHost, destinationHost, vm, tellsBytes);
        postCopy =
                new PostCopySwitch(sourceHost.connection(), sourceHost.options().timeSource(), vm, command.postCopy());
        disks = new DestinationDisks(sourceHost, destinationHost, vm, command);
        requests = new JobRequests(sourceHost, vm, migrations.capabilities(), progress, postCopy);
    }

    /** What the destination reports of the VM. */
    private final class Arrival implements DomainEvents.JobListener {
        @Override
        public VmId vm() {
            return vm;
        }

        @Override
        public void arrived(Instant time) {
            progress.arrived(time);
        }
    }

    void start() {
        if (command.has(MigrationCommand.POST_COPY_RESUME)) {
            progress.postCopyBegun(sourceHost.options().timeSource().instant());
        }
        sourceHost.events().add(this);
        destinationHost.events().add(arrival);
        sourceHost.monitor().add(this);
        postCopy.start();
        NativeLibvirt.threads().execute(this::run);
    }

    private void run() {
        try {
            HypervisorException failure = attempt();
            if (!completion.isDone()) {
                conclude(failure);
            }
        } catch (RuntimeException | Error bug) {
            migrations.ended(vm);
            completion.completeExceptionally(bug);
            throw bug;
        } finally {
            sourceHost.monitor().remove(this);
            sourceHost.events().remove(this);
            destinationHost.events().remove(arrival);
        }
    }

    /** Migrates, and returns what libvirt reported if that was no success. */
    private @Nullable HypervisorException attempt() {
        try {
            command.downtime().ifPresent(requests::setDowntime);
            if (!requests.isCancelled()) {
                migrate();
            }
            return null;
        } catch (HypervisorException failed) {
            LOG.debug("The migration of VM {} returned an error", vm, failed);
            return failed;
        } finally {
            postCopy.close();
            sourceHost.monitor().remove(this);
        }
    }

    private void migrate() {
        disks.make();
        MigrationCall call = new MigrationCall(sourceHost, destinationHost, vm);
        try {
            call.run(command);
        } catch (HypervisorException failed) {
            if (!command.recovers()) {
                throw failed;
            }
            new PostCopyRecovery(sourceHost, destinationHost, vm, call).recover(command, failed, completion::isDone);
        }
    }

    private void conclude(@Nullable HypervisorException failure) {
        VmLocator locator = locator(failure);
        Conclusion conclusion = new Conclusion(vm, destinationHost.uri(), wasPaused, locator.locate(), failure);
        sourceHost.monitor().remove(this);
        if (conclusion.isLeftPaused() && requests.resumeAfterSwitchOver()) {
            conclusion = new Conclusion(vm, destinationHost.uri(), wasPaused, locator.locate(), failure);
        }
        Optional<JobSample> completed = conclusion.hasMoved() ? statistics.awaitCompleted() : statistics.completed();
        cleanUp(conclusion);
        MigrationState end = conclusion.end(requests.isCancelled());
        if (end == MigrationState.COMPLETED && failure != null) {
            LOG.info("VM {} is at {} although libvirt reported: {}", vm, destinationHost.uri(), failure.getMessage());
        }
        // A migration that is quicker than the samples has no other.
        completed.ifPresent(progress::sampled);
        progress.ended(end);
        MigrationStatistics cost = progress.statistics(completed);
        complete(conclusion.outcome(end, cost, () -> statistics.completed().flatMap(JobSample::error)));
    }

    private void cleanUp(Conclusion conclusion) {
        if (!conclusion.hasMoved()) {
            requests.restoreLimits();
        } else if (LeftDefinition.isIn(conclusion.answers())) {
            leftDefinition.remove(command);
        }
        if (conclusion.hasStayed()) {
            disks.delete();
        }
    }

    /** Whoever waits for the outcome may migrate the VM anew. */
    private void complete(MigrationOutcome outcome) {
        migrations.ended(vm);
        completion.complete(outcome);
    }

    private VmLocator locator(@Nullable HypervisorException failure) {
        boolean cutOff = failure instanceof HostUnreachableException;
        if (cutOff) {
            // The source needs nobody to go on; until it ends, samples and requests pass over the session's connection.
            sourceHost.monitor().add(this);
        }
        VmLocator.Known known = new VmLocator.Known(
                failure == null, cutOff, statistics, () -> Optional.ofNullable(ended), completion::isDone);
        return new VmLocator(sourceHost, destinationHost, vm, known);
    }

    /** Takes a sample, and repeats what libvirt could not do so far. */
    @Override
    public void sample() {
        requests.repeatCancel();
        progress.sampled(statistics.now());
        requests.repeat();
    }

    /** The session closes: the hypervisors go on, and nobody here will learn how it ends. */
    @Override
    public void abandon() {
        progress.ended(MigrationState.FAILED);
        complete(new MigrationOutcome.Failed(
                vm,
                new SessionClosedException(sourceHost.uri()),
                new VmLocation.Unknown("the session was closed while the VM was on its way from %s to %s"
                        .formatted(sourceHost.uri(), destinationHost.uri())),
                progress.statistics(Optional.empty())));
    }

    /** Tells whether the VM is being copied while it does not run. */
    boolean standsStill() {
        return !progress.isLive() && progress.state() == MigrationState.COPYING;
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
        return requests.bandwidth(limit);
    }

    @Override
    public boolean requestDowntime(Duration limit) {
        return requests.downtime(limit);
    }

    @Override
    public boolean requestCompressionCache(DataSize size) {
        return requests.compressionCache(size);
    }

    @Override
    public boolean requestSwitchOver() {
        return requests.switchOver();
    }

    @Override
    public boolean requestPostCopy() {
        return requests.postCopy();
    }

    @Override
    public boolean requestCancel() {
        return requests.cancel();
    }

    @Override
    public CompletionStage<MigrationOutcome> completion() {
        return completion.minimalCompletionStage();
    }

    @Override
    public void iterationBegun(int iteration, Instant time) {
        progress.iterationBegun(iteration, time);
        postCopy.iterationBegun(iteration);
    }

    @Override
    public void vmEnded(StateReason reason) {
        ended = reason;
    }

    @Override
    public void switchOverBegun(Instant time) {
        // On its way into post-copy libvirt reports this first, and what it really was right after.
        if (!postCopy.isAsked()) {
            progress.switchOverBegun(time);
        }
    }

    @Override
    public void postCopyBegun(Instant time) {
        progress.postCopyBegun(time);
    }

    @Override
    public void jobCompleted(TypedParameters values) {
        statistics.completed(values);
    }
}
