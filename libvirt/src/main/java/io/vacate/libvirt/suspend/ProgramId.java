package io.vacate.libvirt.suspend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A running program, such that another program on the same machine can tell whether it has ended. Linux only.
 *
 * @param boot the run of its machine's kernel
 * @param pidNamespace the namespace of its process number
 * @param pid its process number
 * @param started when it was started, in ticks since its machine was: tells it from a later process of that number
 */
record ProgramId(String boot, String pidNamespace, long pid, long started) {
    private static final Path PROC = Path.of("/proc");

    /** The fields of {@code /proc/PID/stat} behind the command: that of the state, and that of the start. */
    private static final int STATE = 0;

    private static final int STARTED = 19;

    /** Returns this program; empty where that cannot be told. */
    static Optional<ProgramId> current() {
        try {
            long pid = ProcessHandle.current().pid();
            String[] stat = stat(pid);
            return Optional.of(new ProgramId(
                    Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip(),
                    Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString(),
                    pid,
                    Long.parseLong(stat[STARTED])));
        } catch (IOException | RuntimeException unknown) {
            return Optional.empty();
        }
    }

    /** Tells whether the program is known to have ended; false in doubt, as when it ran on another machine. */
    boolean hasEnded() {
        return current()
                .filter(here -> here.boot.equals(boot) && here.pidNamespace.equals(pidNamespace))
                .filter(here -> !isThere())
                .isPresent();
    }

    private boolean isThere() {
        try {
            String[] stat = stat(pid);
            boolean dead = stat[STATE].equals("Z") || stat[STATE].equals("X");
            return !dead && Long.parseLong(stat[STARTED]) == started;
        } catch (IOException | RuntimeException gone) {
            // Where others' processes are hidden, there is no telling; the first one is always there.
            return Files.exists(PROC.resolve(Long.toString(pid))) || !Files.isReadable(PROC.resolve("1/stat"));
        }
    }

    private static String[] stat(long pid) throws IOException {
        String text = Files.readString(PROC.resolve(pid + "/stat"));
        return text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    }
}
