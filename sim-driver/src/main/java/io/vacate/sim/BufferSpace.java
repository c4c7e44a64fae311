package io.vacate.sim;

import io.vacate.api.unit.DataSize;
import io.vacate.sim.internal.fluid.Link;

/** A place for suspended VMs. Not thread-safe: guarded by the world's lock. */
final class BufferSpace {
    final Link read;
    final Link write;
    private final DataSize size;
    private long taken;

    BufferSpace(String name, SimHost.Storage storage) {
        read = new Link(name + " read", storage.read().bytesPerSecond());
        write = new Link(name + " write", storage.write().bytesPerSecond());
        size = storage.size();
    }

    DataSize free() {
        return DataSize.ofBytes(Math.max(0, size.bytes() - taken));
    }

    void take(long bytes) {
        taken += bytes;
    }
}
