package io.vacate.sim;

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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The VM is suspended to a buffer, the buffer is copied, and the VM is restored from it: each part takes a fixed time and
 * its bytes at the rate of what it uses. The source keeps the VM until the destination has restored it.
 */
final class BufferedMigration extends Migration {
    private final Buffer kind;
    private boolean copied;
    private boolean holdsBuffers;
    private @Nullable Flow local;

    BufferedMigration(
            Guest source,
            Machine destination,
            MigrationRequest request,
            MigrationMode.SuspendCopyResume mode,
            Consumer<MigrationEnd> whenEnded) {
        super(source, destination, request, whenEnded);
        kind = mode.buffer();
    }

    @Override
    void moveMemory() {
        for (Machine machine : List.of(source.machine, arrival.machine())) {
            DataSize free = freeOn(machine);
            if (free.bytes() < memoryBytes()) {
                fail(new InsufficientCapacityException(
                        "VM '%s' needs a buffer of %s and the %s buffer of %s has %s free"
                                .formatted(
                                        source.name(), DataSize.ofBytes((long) memoryBytes()), kind, machine, free)));
                return;
            }
        }
        hold(true);
        iteration = 1;
        log.enter(Phase.SUSPEND);
        pauseSource(StateReason.MIGRATION);
        after(
                fixed(world.costs.bufferStep()),
                () -> local = world.network.start(
                        List.of(spaceOn(source.machine).write),
                        memoryBytes(),
                        Double.POSITIVE_INFINITY,
                        this::suspended));
    }

    private void suspended() {
        local = null;
        log.enter(Phase.TRANSFER);
        List<Link> path = new ArrayList<>(path());
        path.add(spaceOn(source.machine).read);
        path.add(spaceOn(arrival.machine()).write);
        after(
                fixed(world.costs.bufferStep()),
                () -> whenLinked(() -> transfer.send(memoryBytes(), path, this::copied)));
    }

    private void copied() {
        copied = true;
        state = MigrationState.SWITCHING_OVER;
        log.enter(Phase.RESUME);
        after(
                fixed(world.costs.bufferStep()),
                () -> local = world.network.start(
                        List.of(spaceOn(arrival.machine()).read),
                        memoryBytes(),
                        Double.POSITIVE_INFINITY,
                        () -> whenLinked(this::arrive)));
    }

    private void arrive() {
        local = null;
        handOver();
        finish();
    }

    @Override
    void released() {
        if (local != null) {
            world.network.stop(local);
        }
        hold(false);
    }

    private void hold(boolean take) {
        if (take == holdsBuffers) {
            return;
        }
        holdsBuffers = take;
        long bytes = (long) Math.ceil(memoryBytes()) * (take ? 1 : -1);
        for (Machine machine : List.of(source.machine, arrival.machine())) {
            spaceOn(machine).take(bytes);
            if (kind == Buffer.MEMORY) {
                machine.takeMemory(bytes);
            }
        }
    }

    private BufferSpace spaceOn(Machine machine) {
        return kind == Buffer.DISK ? machine.disk : machine.memoryBuffer;
    }

    private DataSize freeOn(Machine machine) {
        DataSize free = spaceOn(machine).free();
        return kind == Buffer.DISK ? free : free.min(machine.freeMemory());
    }

    @Override
    double memoryLeft() {
        if (copied) {
            return 0;
        }
        return transfer.isSending() ? transfer.remainingMemory() : memoryBytes();
    }
}
