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
import io.vacate.api.migration.StallPolicy;
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
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A migration by pre-copy. A thread of its own takes it to its end, over connections of its own: so it goes on when the
 * session is closed. (A thread each is fine for ten jobs; a driver for hundreds would share one.)
 */
final class QmpMigrationJob implements MigrationJob {
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
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean cancelRequested;
    private boolean hasBegun;
    private boolean isSent;
    private @Nullable HypervisorException cause;

    QmpMigrationJob(QmpSession from, QmpSession to, VmId vm, MigrationRequest request) {
        this.from = from;
        this.to = to;
        this.vm = vm;
        this.request = request;
        progress = new JobProgress(from.timeSource(), request.stallPolicy().map(StallPolicy::patience));
        source = new Machine(from.uri(), from.host().vm(vm), this::said, wake::release);
        destination = new Machine(to.uri(), to.host().vm(vm), this::said, wake::release);
        limits = new Limits(source, request);
        conclusion = new Conclusion(vm, source, to.uri(), progress);
    }

    void start() {
        Thread thread = new Thread(this::run, "vacate-qmp-migration");
        thread.setDaemon(true);
        thread.start();
    }

    private void said(JsonNode message) {
        if (message.path("event").asText().equals("MIGRATION")) {
            wake.release();
        }
    }

    private void run() {
        MigrationOutcome outcome;
        try (source;
                destination) {
            outcome = conclusion.of(migrate(), cancelRequested, cause);
        } catch (RuntimeException | Error bug) {
            from.forget(this);
            completion.completeExceptionally(bug);
            throw bug;
        }
        from.forget(this);
        from.look();
        to.look();
        completion.complete(outcome);
    }

    private Step migrate() {
        Optional<Claim> claim = Optional.empty();
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
        try {
            return hasBegun ? watch() : Step.GIVEN_BACK;
        } finally {
            if (!hasBegun) {
                destination.folder().deleteIfEmpty();
            }
            claim.ifPresent(Claim::close);
        }
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

    /** Asks both ends again and again, until one of them has the VM. */
    private Step watch() {
        Handover handover = new Handover(source, destination, from::look);
        int failures = 0;
        while (failures < ATTEMPTS) {
            try {
                if (isSent) {
                    sample();
                }
                Step step = handover.step();
                if (step != Step.UNDER_WAY) {
                    return step;
                }
                failures = 0;
            } catch (HypervisorException failed) {
                noteCause(failed);
                failures++;
            }
            await(from.sampleInterval());
        }
        return Step.UNDECIDED;
    }

    private void sample() {
        if (cancelRequested && source.isAlive()) {
            source.ask("migrate_cancel");
        }
        for (Machine machine : List.of(destination, source)) {
            if (!machine.isAlive()) {
                noteCause(new MigrationFailedException("The QEMU of VM %s on %s has ended. %s"
                        .formatted(vm, machine.host(), machine.folder().logText())
                        .strip()));
                continue;
            }
            JsonNode answer = machine.ask("query-migrate");
            if (machine == source) {
                progress.sampled(answer);
            }
            if (answer.path("status").asText().equals("failed")) {
                noteCause(new MigrationFailedException("The QEMU of VM %s on %s says: %s"
                        .formatted(vm, machine.host(), answer.path("error-desc").asText("no reason given"))));
            }
        }
        boolean cancels = request.stallPolicy()
                .map(policy -> policy.action() == StallPolicy.Action.CANCEL)
                .orElse(false);
        if (cancels && !cancelRequested && progress.now().stalled().isPresent()) {
            noteCause(new MigrationFailedException("The migration of VM %s made no progress".formatted(vm)));
            cancelRequested = true;
            wake.release();
        }
    }

    /** The first one is the cause; what follows from it, or from the cancelling, is not. */
    private void noteCause(HypervisorException failed) {
        if (cause == null && !cancelRequested) {
            cause = failed;
        }
    }

    private void await(Duration time) {
        from.timeSource().schedule(time, wake::release);
        wake.acquireUninterruptibly();
        wake.drainPermits();
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
        wake.release();
        return true;
    }

    @Override
    public CompletionStage<MigrationOutcome> completion() {
        return completion.minimalCompletionStage();
    }
}
