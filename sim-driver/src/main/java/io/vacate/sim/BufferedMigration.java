package io.vacate.sim;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.sim.internal.fluid.Flow;
import io.vacate.sim.internal.fluid.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The VM is suspended to a buffer, the buffer is copied, and the VM is restored from it: each part takes a fixed time and
 * its bytes at the rate of what it uses. The source keeps the VM until the destination has restored it.
 *
 * <p>The program that asked for it carries the copy. When that program goes, or the source's daemon does, nobody is left to
 * resume the VM: its state stays parked in the source's buffer.
 */
final class BufferedMigration extends Migration {
    private final Buffer kind;
    private @Nullable Phase phase;
    private boolean copied;
    private boolean holdsSource;
    private boolean holdsDestination;
    private boolean parking;
    private boolean written;
    private boolean held;
    private boolean proceeds;
    private final Runnable whenHeld;
    /** Why the program that carries the copy has gone, if it has. */
    private @Nullable HypervisorException deserted;

    private @Nullable Flow local;

    BufferedMigration(
            Guest source,
            Machine destination,
            MigrationRequest request,
            MigrationMode.SuspendCopyResume mode,
            Runnable whenHeld,
            Consumer<MigrationEnd> whenEnded) {
        super(source, destination, request, whenEnded);
        kind = mode.buffer();
        this.whenHeld = whenHeld;
        proceeds = !request.holdsSuspended();
    }

    @Override
    void moveMemory() {
        for (Machine machine : List.of(source.machine, arrival.machine())) {
            DataSize free = machine.buffers.free(kind);
            if (free.bytes() < memoryBytes()) {
                fail(new InsufficientCapacityException(
                        "VM '%s' needs a buffer of %s and the %s buffer of %s has %s free"
                                .formatted(
                                        source.name(), DataSize.ofBytes((long) memoryBytes()), kind, machine, free)));
                return;
            }
        }
        source.machine.buffers.take(kind, stateBytes());
        arrival.machine().buffers.take(kind, stateBytes());
        holdsSource = true;
        holdsDestination = true;
        iteration = 1;
        enter(Phase.SUSPEND);
        pauseSource(StateReason.MIGRATION);
        after(
                fixed(world.costs.bufferStep()),
                () -> local = world.network.start(
                        List.of(source.machine.buffers.space(kind).write),
                        memoryBytes(),
                        Double.POSITIVE_INFINITY,
                        this::suspended));
    }

    private void suspended() {
        local = null;
        written = true;
        if (deserted != null) {
            park(deserted);
        } else if (request.holdsSuspended()) {
            source.swappedOut(true);
            if (proceeds) {
                proceed();
            } else {
                held = true;
                log.held();
                trace("waits suspended");
                whenHeld.run();
            }
        } else {
            send();
        }
    }

    @Override
    boolean requestProceed() {
        if (proceeds) {
            return false;
        }
        proceeds = true;
        if (held) {
            held = false;
            after(Duration.ZERO, this::proceed);
        }
        return true;
    }

    /** Only now does the destination need room. */
    private void proceed() {
        HypervisorException refusal = arrival.prepare();
        if (refusal != null) {
            fail(refusal);
            return;
        }
        send();
    }

    private void send() {
        enter(Phase.TRANSFER);
        List<Link> path = new ArrayList<>(path());
        path.add(source.machine.buffers.space(kind).read);
        path.add(arrival.machine().buffers.space(kind).write);
        after(
                fixed(world.costs.bufferStep()),
                () -> whenLinked(() -> transfer.send(memoryBytes(), path, this::copied)));
    }

    private void copied() {
        copied = true;
        state = MigrationState.SWITCHING_OVER;
        enter(Phase.RESUME);
        after(
                fixed(world.costs.bufferStep()),
                () -> local = world.network.start(
                        List.of(arrival.machine().buffers.space(kind).read),
                        memoryBytes(),
                        Double.POSITIVE_INFINITY,
                        () -> whenLinked(this::arrive)));
    }

    private void arrive() {
        local = null;
        handOver();
        if (deserted != null) {
            // The VM runs, and nobody tidies up behind it.
            keep(source.machine, true);
            keep(arrival.machine(), true);
        }
        finish();
    }

    private void enter(Phase next) {
        phase = next;
        log.enter(next);
    }

    @Override
    @Nullable
    Phase phase() {
        return phase;
    }

    // When things go wrong.

    @Override
    void clientGone(HypervisorException why) {
        deserted = why;
        if (phase != Phase.RESUME && canPark()) {
            park(why);
        }
    }

    @Override
    void fail(HypervisorException cause) {
        if (canPark() && (!source.machine.reachability.answers() || obstacleToWayBack() != null)) {
            park(cause);
        } else {
            super.fail(cause);
        }
    }

    @Override
    @Nullable
    HypervisorException obstacleToWayBack() {
        boolean fits = handedOver
                || source.occupied().compareTo(DataSize.ZERO) > 0
                || source.footprint().compareTo(source.machine.freeMemory()) <= 0;
        return fits
                ? null
                : new InsufficientCapacityException("VM '%s' needs %s to run on at %s, which has %s free"
                        .formatted(source.name(), source.footprint(), source.machine, source.machine.freeMemory()));
    }

    @Override
    void rollBack() {
        source.swappedOut(false);
        super.rollBack();
    }

    @Override
    void guestEnded(Guest guest, StateReason why) {
        if (parking) {
            return;
        }
        if (guest == source && canPark()) {
            park(Migration.failure(
                    "VM '%s' ended on %s (%s) after it was suspended".formatted(source.name(), source.machine, why)));
        } else {
            super.guestEnded(guest, why);
        }
    }

    /** Tells whether the source's buffer has the VM's whole state, and will keep it. */
    private boolean canPark() {
        return written && !handedOver && (kind == Buffer.DISK || source.machine.reachability.powered);
    }

    /** Leaves the VM suspended in the source's buffer: whoever could resume it now is not there. */
    private void park(HypervisorException cause) {
        parking = true;
        keep(source.machine, true);
        if (deserted != null) {
            // Nobody is left to remove the unfinished copy either.
            keep(arrival.machine(), false);
        }
        arrival.discard();
        if (source.isActive()) {
            source.end(StateReason.SAVED);
        }
        source.swappedOut(false);
        endFailed(cause);
    }

    private void keep(Machine machine, boolean whole) {
        Machine peer = machine == source.machine ? arrival.machine() : source.machine;
        machine.buffers.park(new ParkedState(
                source.spec,
                source.persistent,
                kind,
                DataSize.ofBytes(stateBytes()),
                whole,
                world.time.instant(),
                world.uri(peer)));
        holdsSource &= machine != source.machine;
        holdsDestination &= machine != arrival.machine();
    }

    @Override
    void released() {
        if (local != null) {
            world.network.stop(local);
        }
        if (holdsSource) {
            source.machine.buffers.take(kind, -stateBytes());
        }
        if (holdsDestination) {
            arrival.machine().buffers.take(kind, -stateBytes());
        }
        holdsSource = false;
        holdsDestination = false;
    }

    private long stateBytes() {
        return (long) Math.ceil(memoryBytes());
    }

    @Override
    double memoryLeft() {
        if (copied) {
            return 0;
        }
        return transfer.isSending() ? transfer.remainingMemory() : memoryBytes();
    }
}
