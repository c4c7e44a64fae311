package io.vacate.bench.migration;

import io.vacate.libvirt.connection.Connection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What this process holds at one moment.
 *
 * @param connections open libvirt connections
 * @param threads threads, those of C included
 * @param files open file descriptors
 * @param residentKib resident memory in KiB
 * @param nativeKib what C code, the JVM's own included, has allocated and not given back, in KiB
 * @param heapKib Java objects in use, in KiB
 */
record Vitals(int connections, int threads, int files, long residentKib, long nativeKib, long heapKib) {
    private static final Path SELF = Path.of("/proc/self");

    /** Collects garbage first, so that memory is what is held. */
    static Vitals now() throws IOException {
        System.gc();
        try (Stream<Path> files = Files.list(SELF.resolve("fd"))) {
            // One of them is that of this listing.
            return new Vitals(
                    Connection.openCount(),
                    (int) status("Threads"),
                    (int) files.count() - 1,
                    status("VmRSS"),
                    NativeAllocations.bytes() / 1024,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024);
        }
    }

    /** Returns the CPU time that this process has used. */
    static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    private static long status(String key) throws IOException {
        for (String line : Files.readAllLines(SELF.resolve("status"))) {
            if (line.startsWith(key + ":")) {
                return Long.parseLong(
                        line.substring(key.length() + 1).replace("kB", "").strip());
            }
        }
        throw new IOException("/proc/self/status has no " + key);
    }
}
