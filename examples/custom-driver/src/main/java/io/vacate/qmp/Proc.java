package io.vacate.qmp;

import io.vacate.api.unit.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Reads Linux's files on processes and memory. */
final class Proc {
    private Proc() {}

    /** Returns what follows {@code key:} in the first such line; empty if the file or the key is not there. */
    static Optional<String> value(Path file, String key) {
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> line.split(":", 2))
                    .filter(parts -> parts.length == 2 && parts[0].strip().equals(key))
                    .map(parts -> parts[1].strip())
                    .findFirst();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Returns a value that the file gives in "kB", by which Linux means KiB. */
    static Optional<DataSize> kibibytes(Path file, String key) {
        return value(file, key).map(text -> DataSize.ofKibibytes(Long.parseLong(text.split(" ", 2)[0])));
    }

    /** Returns the memory that a process really holds; empty if it has ended. */
    static Optional<DataSize> residentMemory(ProcessHandle process) {
        return kibibytes(Path.of("/proc", Long.toString(process.pid()), "status"), "VmRSS");
    }

    /** Finds the process whose pid a file holds, if that process still has {@code word} on its command line. */
    static Optional<ProcessHandle> process(Path pidFile, String word) {
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            // The pid may be another process's by now. A dead one that nobody has waited for has no command line.
            String words =
                    Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
            String wanted = new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            return Arrays.asList(words.split("\0")).contains(wanted) ? ProcessHandle.of(pid) : Optional.empty();
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }
}
