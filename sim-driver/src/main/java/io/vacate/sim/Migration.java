package io.vacate.sim;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.time.ScheduledTask;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmEvent.Kind;
import io.vacate.api.vm.VmState;
import io.vacate.sim.internal.fluid.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A migration as the hypervisors carry it out, whoever looks on. Subclasses say how the memory gets there.
 *
 * <p>The VM is its source's copy until {@link #handOver()}, and its destination's from then on: one step, at one instant.
 * Not thread-safe: guarded by the world's lock.
 */
abstract class Migration {
    final World world;
    final Guest source;
    final Arrival arrival;
    final MigrationRequest request;
    final Transfer transfer;
    final MigrationLog log;
    MigrationState state = MigrationState.PREPARING;
    int iteration;
    boolean handedOver;

    private final MigrationSize size;
    private final double fixedSpread;
    private final double streamCap;
    private final Consumer<MigrationEnd> whenEnded;
    private final List<ScheduledTask> timers = new ArrayList<>();
    private final LinkWatch watch;
    private boolean cancelling;
    private boolean ended;
    private double storageLeft;

    Migration(Guest source, Machine destination, MigrationRequest request, Consumer<MigrationEnd> whenEnded) {
        this.world = source.machine.world;
        this.source = source;
        this.request = request;
        this.whenEnded = whenEnded;
        arrival = new Arrival(this, destination);
        log = new MigrationLog(world.time);
        watch = new LinkWatch(world, path(), () -> ifRunning(this::keepAliveExpired));
        size = new MigrationSize(source.spec, request.storageCopy());
        storageLeft = size.storageBytes();
        fixedSpread = world.spread();
        double tls = request.tlsTransfer() ? world.costs.tlsFactor() : 1;
        streamCap = world.costs.streamRate().bytesPerSecond() * tls * world.spread() * request.parallelConnections();
        double compressed = request.compression().map(this::bytesLeft).orElse(1.0);
        transfer =
                new Transfer(world.network, compressed, cap(request.bandwidth().orElse(null)));
    }

    private double bytesLeft(Compression method) {
        return world.costs.bytesLeft(method);
    }

    private double cap(@Nullable DataRate limit) {
        return limit == null ? streamCap : Math.min(streamCap, (double) limit.bytesPerSecond());
    }

    // How the memory gets there.

    /** Moves the memory: both hosts are ready. */
    abstract void moveMemory();

    /** Returns the memory that is still to be sent, in bytes. */
    abstract double memoryLeft();

    /** Returns how fast the guest rewrites its memory, as last measured. */
    @Nullable
    DataRate dirtyRate() {
        return null;
    }

    /** Returns the phase under way, in the modes that have phases of their own. */
    @Nullable
    Phase phase() {
        return null;
    }

    void downtimeLimit(Duration limit) {}

    /** Moves the VM now, whatever is left to send. Returns whether there was a pre-copy to end. */
    boolean requestSwitchOver() {
        return false;
    }

    /** Takes note that the session which asked for it is gone. The hypervisors go on by themselves. */
    void clientGone(HypervisorException why) {}

    /** Lets a migration that is held go on. Returns whether it did not know yet. */
    boolean requestProceed() {
        return false;
    }

    /** Asks for post-copy; the caller has checked that the mode allows it. */
    void requestPostCopy() {}

    // From the request to the first byte.

    void start() {
        world.migrations.add(this);
        source.migration = this;
        trace("migration to %s begins".formatted(arrival.machine()));
        HypervisorException refusal = request.holdsSuspended() ? null : arrival.prepare();
        if (refusal != null) {
            after(Duration.ZERO, () -> fail(refusal));
            return;
        }
        armFaults();
        linksChanged();
        after(fixed(world.costs.prepare()), this::setUp);
    }

    private void armFaults() {
        for (MigrationFaults.Armed fault : world.migrationFaults.take(source.id())) {
            Runnable strike = () -> fail(failure(fault.message()));
            if (fault instanceof MigrationFaults.Armed.AfterTime timed) {
                timers.add(world.time.after(timed.time(), () -> ifRunning(strike)));
            } else if (fault instanceof MigrationFaults.Armed.AtShare share) {
                transfer.strikeAt(share.share() * size.totalBytes(), strike);
            }
        }
    }

    private void setUp() {
        log.active();
        after(fixed(world.costs.setUp()), () -> whenLinked(this::beginCopying));
    }

    private void beginCopying() {
        state = MigrationState.COPYING;
        log.copying();
        log.enter(Phase.COPY);
        if (storageLeft > 0) {
            transfer.send(storageLeft, path(), () -> {
                storageLeft = 0;
                moveMemory();
            });
        } else {
            moveMemory();
        }
    }

    // From the switch-over to the end.

    /** Stops the guest at its source: its downtime begins. */
    void pauseSource(StateReason reason) {
        log.paused();
        boolean ran = source.isRunning();
        arrival.staysPaused(!ran);
        source.become(VmState.PAUSED, reason);
        if (ran) {
            source.tell(Kind.PAUSED, StateReason.MIGRATION);
        }
    }

    /** Makes the destination's copy the VM: its downtime ends. */
    void handOver() {
        handedOver = true;
        log.resumed();
        source.role = Guest.Role.LEFT_BEHIND;
        arrival.takeOver(state == MigrationState.POST_COPY ? StateReason.POST_COPY : StateReason.MIGRATED);
    }

    /** Cleans up: the VM is whole at its destination. */
    void finish() {
        log.arrived();
        log.enter(Phase.FINISH);
        state = MigrationState.SWITCHING_OVER;
        watch.stop();
        after(fixed(world.costs.finish()), this::complete);
    }

    /** Ends with success: nothing is left at the source. */
    void complete() {
        removeSource();
        state = MigrationState.COMPLETED;
        end(new MigrationEnd.Completed());
    }

    private void removeSource() {
        if (source.isActive()) {
            source.become(VmState.SHUT_OFF, StateReason.MIGRATED);
            source.tell(Kind.STOPPED, StateReason.MIGRATED);
        }
        source.machine.remove(source);
        if (source.persistent) {
            source.tell(Kind.UNDEFINED, StateReason.MIGRATED);
        }
    }

    // Ways to end early.

    /** Notes that it is to be cancelled; from the switch-over on it is too late for that. */
    void requestCancel() {
        if (!cancelling && !ended) {
            cancelling = true;
            timers.add(world.time.after(fixed(world.costs.cancel()), () -> ifRunning(this::cancel)));
        }
    }

    private void cancel() {
        if (state == MigrationState.PREPARING || state == MigrationState.COPYING) {
            HypervisorException obstacle = obstacleToWayBack();
            if (obstacle != null) {
                fail(obstacle);
                return;
            }
            rollBack();
            state = MigrationState.CANCELLED;
            end(new MigrationEnd.Cancelled());
        }
    }

    /** Ends without success. Before the VM has changed hosts it goes on at its source; after that it stays where it is. */
    void fail(HypervisorException cause) {
        if (!handedOver) {
            rollBack();
        }
        endFailed(cause);
    }

    void endFailed(HypervisorException cause) {
        transfer.stop();
        state = MigrationState.FAILED;
        end(new MigrationEnd.Failed(cause));
    }

    /** Returns why the VM cannot run on at its source, if so. */
    @Nullable
    HypervisorException obstacleToWayBack() {
        return null;
    }

    /** Lets the VM run on at its source. */
    void rollBack() {
        transfer.stop();
        arrival.discard();
        source.throttle(1);
        if (source.isActive()) {
            boolean stood = source.status().reason() == StateReason.MIGRATION && !arrival.isToStayPaused();
            if (stood) {
                source.become(VmState.RUNNING, StateReason.MIGRATION_CANCELLED);
                source.tell(Kind.RESUMED, StateReason.MIGRATION_CANCELLED);
            } else if (source.isRunning()) {
                source.become(VmState.RUNNING, StateReason.MIGRATION_CANCELLED);
            } else {
                source.become(VmState.PAUSED, StateReason.USER);
            }
        }
    }

    private void end(MigrationEnd how) {
        ended = true;
        timers.forEach(ScheduledTask::cancel);
        watch.stop();
        released();
        source.migration = null;
        arrival.release();
        world.migrations.remove(this);
        trace("migration to %s: %s".formatted(arrival.machine(), how));
        whenEnded.accept(how);
    }

    /** Gives back what the mode has taken. */
    void released() {}

    // What happens around it.

    /** A copy of the VM has ended by itself, by a fault or by force. */
    void guestEnded(Guest guest, StateReason why) {
        if (handedOver && guest == source) {
            return;
        }
        if (handedOver) {
            removeSource();
        }
        String who = "%s copy of VM '%s'".formatted(guest == source ? "source" : "destination", source.name());
        fail(failure("The %s on %s ended during its migration: %s".formatted(who, guest.machine, why)));
    }

    /** Takes note of links that went up or down. */
    void linksChanged() {
        if (!ended && !(state == MigrationState.SWITCHING_OVER && handedOver)) {
            watch.look();
        }
    }

    private void keepAliveExpired() {
        fail(failure("The link between %s and %s was down for %s during the migration of VM '%s'"
                .formatted(source.machine, arrival.machine(), world.costs.keepAliveTimeout(), source.name())));
    }

    // Small change.

    /** Goes on at once, or when the link is up again. */
    void whenLinked(Runnable next) {
        watch.whenUp(() -> ifRunning(next));
    }

    void after(Duration delay, Runnable next) {
        timers.add(world.time.after(delay, () -> ifRunning(next)));
    }

    private void ifRunning(Runnable action) {
        if (!ended) {
            action.run();
        }
    }

    Duration fixed(Duration cost) {
        return Duration.ofNanos((long) (cost.toNanos() * fixedSpread));
    }

    List<Link> path() {
        return List.of(source.machine.up, world.core, arrival.machine().down);
    }

    double memoryBytes() {
        return size.memoryBytes();
    }

    double usedBytes() {
        return source.spec.used().bytes();
    }

    boolean hasEnded() {
        return ended;
    }

    void bandwidth(@Nullable DataRate limit) {
        transfer.cap(cap(limit));
    }

    void trace(String what) {
        world.trace.add("%s %s: %s".formatted(source.machine, source.name(), what));
    }

    MigrationProgress progress(boolean bytesKnown) {
        MigrationProgress.Builder progress =
                MigrationProgress.builder(state, log.elapsed()).iteration(iteration);
        DataRate dirty = dirtyRate();
        if (dirty != null) {
            progress.dirtyRate(dirty);
        }
        Phase phase = phase();
        if (phase != null) {
            progress.phase(phase);
        }
        if (bytesKnown) {
            double storage = storageLeft > 0 && transfer.isSending() ? transfer.remainingMemory() : storageLeft;
            double left =
                    state.isFinal() && handedOver ? 0 : storage + (storageLeft > 0 ? memoryBytes() : memoryLeft());
            progress.memory(bytes(size.totalBytes()), bytes(transfer.sent()), bytes(Math.ceil(left)));
            if (transfer.isSending()) {
                progress.rate(transfer.rate());
            }
        }
        return progress.build();
    }

    MigrationStatistics statistics() {
        return log.statistics(bytes(size.totalBytes()), bytes(transfer.sent()), iteration);
    }

    /** Returns an error of the simulated hypervisor. */
    static MigrationFailedException failure(String message) {
        return new MigrationFailedException(message);
    }

    private static DataSize bytes(double value) {
        // Sums of doubles may lack a fraction of a byte.
        return DataSize.ofBytes((long) (value + 1e-3));
    }
}
