package io.vacate.sim;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.location.VmAnswers;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A migration as the session that asked for it sees it. Safe for use by several threads. */
final class SimJob implements MigrationJob {
    private final SimSession from;
    private final SimSession to;
    private final World world;
    private final VmId vm;
    private final MigrationRequest request;
    private final Migration migration;
    private final CompletableFuture<MigrationOutcome> completion = new CompletableFuture<>();
    private final CompletableFuture<Void> suspended = new CompletableFuture<>();
    private @Nullable MigrationProgress last;

    SimJob(SimSession from, SimSession to, Guest guest, MigrationRequest request) {
        this.from = from;
        this.to = to;
        this.world = from.world;
        this.vm = guest.id();
        this.request = request;
        migration = migration(guest);
    }

    /** Makes a job that brings what {@code guest} still has of its memory to {@code rest}. */
    SimJob(SimSession from, SimSession to, Guest guest, Guest rest, MigrationRequest request) {
        this.from = from;
        this.to = to;
        this.world = from.world;
        this.vm = guest.id();
        this.request = request;
        migration = new PostCopyRecovery(guest, rest, request, this::ended);
    }

    private Migration migration(Guest guest) {
        MigrationMode mode = request.mode();
        if (mode instanceof MigrationMode.PostCopy postCopy) {
            return new PostCopyMigration(guest, to.machine, request, postCopy, this::ended);
        }
        if (mode instanceof MigrationMode.Offline) {
            return new OfflineMigration(guest, to.machine, request, this::ended);
        }
        if (mode instanceof MigrationMode.StopAndCopy) {
            return new StopAndCopyMigration(guest, to.machine, request, this::ended);
        }
        if (mode instanceof MigrationMode.SuspendCopyResume buffered) {
            return new BufferedMigration(guest, to.machine, request, buffered, this::held, this::ended);
        }
        return new PreCopyMigration(guest, to.machine, request, this::ended);
    }

    void start() {
        migration.start();
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
        return world.locked(() -> {
            MigrationProgress known = last;
            return known == null ? sample() : known;
        });
    }

    private MigrationProgress sample() {
        return migration.progress(from.capabilities().contains(Capability.BYTE_PROGRESS));
    }

    @Override
    public boolean requestBandwidth(DataRate limit) {
        if (limit.isZero()) {
            throw new IllegalArgumentException("limit must be more than 0");
        }
        return ask(Capability.ADJUST_BANDWIDTH, () -> {
            if (migration.state == MigrationState.POST_COPY) {
                from.require(Capability.POST_COPY_BANDWIDTH);
            }
            migration.bandwidth(limit);
            return true;
        });
    }

    @Override
    public boolean requestDowntime(Duration limit) {
        if (limit.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("limit (%s) must be at least 1 ms".formatted(limit));
        }
        return ask(Capability.ADJUST_DOWNTIME, () -> {
            migration.downtimeLimit(limit);
            return true;
        });
    }

    @Override
    public boolean requestSwitchOver() {
        return ask(Capability.FORCED_SWITCH_OVER, migration::requestSwitchOver);
    }

    @Override
    public boolean requestProceed() {
        return ask(Capability.HOLD_SUSPENDED, migration::requestProceed);
    }

    @Override
    public CompletionStage<Void> suspended() {
        return suspended.minimalCompletionStage();
    }

    /** The VM waits; tells so on a thread of the clock. */
    private void held() {
        world.time.post(() -> suspended.complete(null));
    }

    @Override
    public boolean requestPostCopy() {
        return ask(Capability.POST_COPY, () -> {
            if (!(request.mode() instanceof MigrationMode.PostCopy)) {
                throw new VmStateException(
                        "The migration of VM %s to %s was not requested with post-copy; it goes on as before"
                                .formatted(vm, to.uri()));
            }
            if (migration.state == MigrationState.POST_COPY) {
                return false;
            }
            migration.requestPostCopy();
            return true;
        });
    }

    @Override
    public boolean requestCancel() {
        return ask(Capability.CANCEL, () -> {
            if (migration.state == MigrationState.POST_COPY) {
                throw new VmStateException(
                        "The migration of VM %s to %s is in its post-copy phase, from which there is no way back; it goes on"
                                .formatted(vm, to.uri()));
            }
            migration.requestCancel();
            return true;
        });
    }

    private boolean ask(Capability capability, Supplier<Boolean> change) {
        return world.locked(() -> {
            if (last != null) {
                return false;
            }
            from.require(capability);
            from.requireUsable();
            return change.get();
        });
    }

    @Override
    public CompletionStage<MigrationOutcome> completion() {
        return completion.minimalCompletionStage();
    }

    private void ended(MigrationEnd how) {
        if (how instanceof MigrationEnd.Completed) {
            complete(statistics -> new MigrationOutcome.Completed(vm, to.uri(), statistics));
        } else if (how instanceof MigrationEnd.Cancelled) {
            complete(statistics -> new MigrationOutcome.Cancelled(vm, location(), statistics));
        } else if (how instanceof MigrationEnd.Failed failed) {
            complete(statistics -> new MigrationOutcome.Failed(vm, failed.cause(), location(), statistics));
        }
    }

    /** Loses sight of the migration, which goes on. */
    void detach(HypervisorException why) {
        migration.clientGone(why);
        VmLocation location = why instanceof SessionClosedException
                ? new VmLocation.Unknown(why.getMessage() + "; the migration goes on without it")
                : location();
        complete(statistics -> new MigrationOutcome.Failed(vm, why, location, statistics));
    }

    private void complete(Function<MigrationStatistics, MigrationOutcome> outcome) {
        if (last == null) {
            MigrationOutcome result = outcome.apply(migration.statistics());
            last = lastSample(result);
            from.forget(this);
            world.time.post(() -> {
                suspended.complete(null);
                completion.complete(result);
            });
        }
    }

    private MigrationProgress lastSample(MigrationOutcome result) {
        MigrationProgress sample = sample();
        if (sample.state().isFinal()) {
            return sample;
        }
        return sample.toBuilder(stateOf(result)).build();
    }

    private static MigrationState stateOf(MigrationOutcome result) {
        if (result instanceof MigrationOutcome.Completed) {
            return MigrationState.COMPLETED;
        }
        return result instanceof MigrationOutcome.Cancelled ? MigrationState.CANCELLED : MigrationState.FAILED;
    }

    /** Asks both hosts where the VM is. */
    private VmLocation location() {
        return VmAnswers.ofPair(from.uri(), answer(from), to.uri(), answer(to))
                .conclude()
                .location();
    }

    private HostAnswer answer(SimSession session) {
        Optional<VmStatus> present =
                session.isUsable() ? session.machine.guest(vm).map(Guest::status) : Optional.empty();
        if (present.filter(status -> status.state().mayRun()).isPresent()) {
            boolean isSending = session == from && !migration.hasEnded();
            return isSending ? new HostAnswer.Sending(present.get()) : new HostAnswer.Has(present.get());
        }
        // This job saw the state written, whether or not its host answers now.
        Optional<ParkedState> parked = session.machine.buffers.parked(vm).filter(ParkedState::whole);
        if (parked.isPresent()) {
            return new HostAnswer.Keeps(parked.get().on(session.uri()));
        }
        if (!session.isUsable()) {
            return new HostAnswer.Silent("the connection was lost");
        }
        VmStatus last = migration.source.status();
        boolean endedHere = session == from && !last.state().mayRun();
        // A definition that is off at the destination is one of old times.
        return endedHere ? new HostAnswer.Has(last) : new HostAnswer.HasNot();
    }

    @Override
    public String toString() {
        return "MigrationJob[%s from %s to %s]".formatted(vm, from.uri(), to.uri());
    }
}
