package io.vacate.libvirt.host;

import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import io.vacate.api.host.HostMemory;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.LibvirtError;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.libvirt.jna.ConnectionPointer;

/**
 * A host's memory. Buffers and cached files count as free, since Linux gives them up; files in main memory (tmpfs) are
 * counted among the cached ones, though it cannot give them up. A hypervisor without such statistics tells free memory only.
 */
final class NodeMemory {
    /** Size of {@code virNodeInfo}: char model[32]; unsigned long memory (KiB); eight unsigned ints. */
    static final int NODE_INFO_SIZE = 64;

    private static final int NODE_INFO_MEMORY = 32;

    /** Layout of {@code virNodeMemoryStats}: char field[80]; unsigned long long value. */
    private static final int STAT_SIZE = 88;

    private static final int STAT_VALUE = 80;
    private static final int ALL_CELLS = -1;
    private static final String DOING = "read its memory";

    private final Connection connection;
    private final LibvirtLibrary library;
    private final ConnectionPointer pointer;

    private NodeMemory(Connection connection, LibvirtLibrary library, ConnectionPointer pointer) {
        this.connection = connection;
        this.library = library;
        this.pointer = pointer;
    }

    static HostMemory read(Connection connection) {
        return connection.with((library, pointer) -> {
            NodeMemory node = new NodeMemory(connection, library, pointer);
            return node.statistics().map(NodeMemory::memory).orElseGet(node::totalAndFree);
        });
    }

    private static HostMemory memory(Map<String, Long> kibibytes) {
        DataSize total = DataSize.ofKibibytes(kibibytes.getOrDefault("total", 0L));
        long free = kibibytes.getOrDefault("free", 0L)
                + kibibytes.getOrDefault("buffers", 0L)
                + kibibytes.getOrDefault("cached", 0L);
        return new HostMemory(total, DataSize.ofKibibytes(free).min(total));
    }

    private Optional<Map<String, Long>> statistics() {
        IntByReference count = new IntByReference();
        if (library.virNodeGetMemoryStats(pointer, ALL_CELLS, null, count, 0) < 0) {
            LibvirtError error = LibvirtError.last(library);
            if (error.code() == LibvirtError.NO_SUPPORT) {
                return Optional.empty();
            }
            throw connection.failure(error, DOING, "");
        }
        Memory stats = new Memory(Math.max(1L, count.getValue()) * STAT_SIZE);
        connection.check(library.virNodeGetMemoryStats(pointer, ALL_CELLS, stats, count, 0), DOING, "");
        Map<String, Long> values = new HashMap<>();
        for (int i = 0; i < count.getValue(); i++) {
            long base = (long) i * STAT_SIZE;
            values.put(stats.getString(base, "US-ASCII"), stats.getLong(base + STAT_VALUE));
        }
        return Optional.of(values);
    }

    private HostMemory totalAndFree() {
        Memory node = new Memory(NODE_INFO_SIZE);
        connection.check(library.virNodeGetInfo(pointer, node), DOING, "");
        DataSize total = DataSize.ofKibibytes(node.getLong(NODE_INFO_MEMORY));
        // 0 stands for failure as well as for none free: none is the safe reading.
        return new HostMemory(
                total, DataSize.ofBytes(library.virNodeGetFreeMemory(pointer)).min(total));
    }
}
