package io.vacate.sim;

import io.vacate.api.migration.Buffer;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host's places for suspended VMs, and what was left there. Not thread-safe: guarded by the world's lock. */
final class Buffers {
    private final Machine machine;
    private final Map<VmId, ParkedState> parked = new LinkedHashMap<>();

    Buffers(Machine machine) {
        this.machine = machine;
    }

    BufferSpace space(Buffer kind) {
        return kind == Buffer.DISK ? machine.disk : machine.memoryBuffer;
    }

    DataSize free(Buffer kind) {
        DataSize free = space(kind).free();
        return kind == Buffer.DISK ? free : free.min(machine.freeMemory());
    }

    /** Takes room, or gives back what is negative; a buffer in memory takes the host's. */
    void take(Buffer kind, long bytes) {
        space(kind).take(bytes);
        if (kind == Buffer.MEMORY) {
            machine.takeMemory(bytes);
        }
    }

    /** Keeps a state whose room was taken before. */
    void park(ParkedState state) {
        discard(state.id());
        parked.put(state.id(), state);
    }

    Optional<ParkedState> parked(VmId vm) {
        return Optional.ofNullable(parked.get(vm));
    }

    List<ParkedState> all() {
        return new ArrayList<>(parked.values());
    }

    /** Removes what is left of a VM, if anything is. */
    void discard(VmId vm) {
        ParkedState state = parked.remove(vm);
        if (state != null) {
            take(state.kind(), -state.size().bytes());
        }
    }

    /** Forgets what was in main memory. */
    void losePower() {
        all().stream().filter(state -> state.kind() == Buffer.MEMORY).forEach(state -> discard(state.id()));
    }
}
