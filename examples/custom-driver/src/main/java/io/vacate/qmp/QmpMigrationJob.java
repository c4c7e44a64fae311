package io.vacate.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Persistence;
import io.vacate.api.time.ScheduledTask;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.qmp.Handover.Step;
import io.vacate.qmp.VmFolder.Arriving;
import io.vacate.qmp.VmFolder.Leaving;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A migration by pre-copy. It has connections of its own, and so goes on when the session is closed. It takes its turns when
 * QEMU reports something, when it is asked for something, and at the session's sample interval.
 */
final class QmpMigrationJob implements MigrationJob, Handover.Watcher {
    private static final int ATTEMPTS = 3;

    private final QmpSession from;
    private final QmpSession to;
    private final VmId vm;
    private final MigrationRequest request;
    private final Limits limits;
    private final JobProgress progress;
    private final Conclusion conclusion;
    private final Machine source;
    private final Machine destination;
    private final CompletableFuture<MigrationOutcome> completion = new CompletableFuture<>();
    private final Turns turns = new Turns(this::turn);
    private final Handover handover;
    private volatile boolean cancelRequested;
    // What follows belongs to the turns, of which there is one at a time.
    private Optional<Claim> claim = Optional.empty();
    private boolean hasStarted;
    private boolean hasBegun;
    private boolean isSent;
    private int failures;
    private ScheduledTask nextSample = () -> {};
    private @Nullable HypervisorException cause;

    QmpMigrationJob(QmpSession from, QmpSession to, VmId vm, MigrationRequest request) {
        this.from = from;
        this.to = to;
        this.vm = vm;
        this.request = request;
        progress = new JobProgress(from.timeSource());
        source = new Machine(from.uri(), from.host().vm(vm), this::said, turns::wake);
        destination = new Machine(to.uri(), to.host().vm(vm), this::said, turns::wake);
        handover = new Handover(source, destination, this);
        limits = new Limits(source, request);
        conclusion = new Conclusion(vm, source, to.uri(), progress);
    }

    void start() {
        turns.wake();
    }

    private void said(JsonNode message) {
        if (message.path("event").asText().equals("MIGRATION")) {
            turns.wake();
        }
    }

    private void turn() {
        try {
            Step step = hasStarted ? look() : begin();
            if (step == Step.UNDER_WAY) {
                nextSample.cancel();
                nextSample = from.timeSource().schedule(from.sampleInterval(), turns::wake);
            } else {
                end(step);
            }
        } catch (RuntimeException | Error bug) {
            release();
            completion.completeExceptionally(bug);
            throw bug;
        }
    }

    private Step begin() {
        hasStarted = true;
        try {
            destination.folder().make();
            claim = Claim.take(destination.folder().migrationLock());
            if (claim.isEmpty()) {
                throw new VmStateException("VM %s is on its way to %s already".formatted(vm, to.uri()));
            }
            prepare();
            if (!cancelRequested) {
                source.ask(
                        "migrate", Map.of("uri", "unix:" + destination.folder().migrationSocket()));
                isSent = true;
            }
        } catch (HypervisorException failed) {
            cause = failed;
        }
        if (!hasBegun) {
            destination.folder().deleteIfEmpty();
            return Step.GIVEN_BACK;
        }
        return look();
    }

    /** Looks at both ends, of which none may have the VM yet. */
    private Step look() {
        try {
            if (cancelRequested && isSent && source.isAlive()) {
                source.ask("migrate_cancel");
            }
            Step step = handover.step();
            failures = 0;
            return step;
        } catch (HypervisorException failed) {
            noteCause(failed);
            failures++;
            return failures < ATTEMPTS ? Step.UNDER_WAY : Step.UNDECIDED;
        }
    }

    private void end(Step step) {
        MigrationOutcome outcome = conclusion.of(step, cancelRequested, cause);
        release();
        from.look();
        to.look();
        completion.complete(outcome);
    }

    private void release() {
        turns.end();
        claim.ifPresent(Claim::close);
        source.close();
        destination.close();
        from.forget(this);
    }

    private void prepare() {
        VmDefinition definition =
                source.folder().definition().orElseThrow(() -> new UnknownVmException(vm.toString(), from.uri()));
        if (destination.isAlive() || destination.folder().arriving().isPresent()) {
            throw new DuplicateVmException("VM %s is at %s already".formatted(vm, to.uri()));
        }
        to.host().requireFreeName(definition.name(), vm);
        boolean persistent = request.persistence() == Persistence.KEEP
                ? source.folder().isPersistent()
                : request.persistence() == Persistence.PERSISTENT;
        destination
                .folder()
                .arriving(new Arriving(source.folder().path(), definition, persistent, Arriving.Phase.RECEIVING));
        hasBegun = true;
        source.folder().leaving(new Leaving(destination.folder().path()));
        destination.launch(CommandLine.toReceive(to.emulator(), definition, destination.folder()));
        for (Machine machine : List.of(source, destination)) {
            machine.ask(
                    "migrate-set-capabilities",
                    Map.of("capabilities", List.of(Map.of("capability", "events", "state", true))));
        }
        // Without exit-on-error a destination that fails stays to say why.
        destination.ask(
                "migrate-incoming",
                Map.of("uri", "unix:" + destination.folder().migrationSocket(), "exit-on-error", false));
        limits.apply();
    }

    @Override
    public void answered(Machine machine, JsonNode migration) {
        if (!isSent) {
            return;
        }
        if (machine == source) {
            progress.sampled(migration);
        }
        if (migration.path("status").asText().equals("failed")) {
            noteCause(new MigrationFailedException("The QEMU of VM %s on %s says: %s"
                    .formatted(vm, machine.host(), migration.path("error-desc").asText("no reason given"))));
        }
    }

    @Override
    public void isDead(Machine machine) {
        noteCause(new MigrationFailedException("The QEMU of VM %s on %s has ended".formatted(vm, machine.host())));
    }

    @Override
    public void sourceEnded() {
        from.look();
    }

    /** The first one is the cause; what follows from it, or from the cancelling, is not. */
    private void noteCause(HypervisorException failed) {
        if (cause == null && !cancelRequested) {
            cause = failed;
        }
    }

    /** The session closes: the job goes on, and nobody here will learn how it ends. */
    void abandon() {
        completion.complete(conclusion.abandoned());
    }

    @Override
    public VmId vm() {
        return vm;
    }

    @Override
    public HostUri source() {
        return from.uri();
    }

    @Override
    public HostUri destination() {
        return to.uri();
    }

    @Override
    public MigrationProgress progress() {
        return progress.now();
    }

    @Override
    public boolean requestBandwidth(DataRate limit) {
        if (limit.isZero()) {
            throw new IllegalArgumentException("limit must be more than 0");
        }
        return adjust(() -> limits.bandwidth(limit));
    }

    @Override
    public boolean requestDowntime(Duration limit) {
        if (limit.toMillis() < 1) {
            throw new IllegalArgumentException("limit (%s) must be at least 1 ms".formatted(limit));
        }
        return adjust(() -> limits.downtime(limit));
    }

    @Override
    public boolean requestSwitchOver() {
        return progress().state().compareTo(MigrationState.COPYING) <= 0
                && adjust(() -> limits.downtime(Limits.LONGEST_DOWNTIME));
    }

    private boolean adjust(Runnable change) {
        if (completion.isDone()) {
            return false;
        }
        try {
            change.run();
            return true;
        } catch (VmStateException ended) {
            return false;
        }
    }

    @Override
    public boolean requestPostCopy() {
        throw new UnsupportedCapabilityException(Capability.POST_COPY, from.uri());
    }

    @Override
    public boolean requestCancel() {
        if (completion.isDone()) {
            return false;
        }
        cancelRequested = true;
        turns.wake();
        return true;
    }

    @Override
    public CompletionStage<MigrationOutcome> completion() {
        return completion.minimalCompletionStage();
    }
}
