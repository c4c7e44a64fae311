package io.vacate.qmp;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A lock file, held. The system lets go of it when this process dies, however it dies.
 *
 * <p>POSIX file locks belong to a process, and closing any of its channels to a file drops them all: so within this
 * process a set of paths decides, before a file is opened. Thread-safe.
 */
final class Claim implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(20);
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final FileLock lock;

    private Claim(Path file, FileLock lock) {
        this.file = file;
        this.lock = lock;
    }

    /** Takes it, unless someone else has it or its folder is gone. */
    static Optional<Claim> take(Path file) {
        synchronized (HELD) {
            if (!HELD.add(file)) {
                return Optional.empty();
            }
            Optional<Claim> claim = lock(file).map(lock -> new Claim(file, lock));
            if (claim.isEmpty()) {
                HELD.remove(file);
            }
            return claim;
        }
    }

    /** Takes it as soon as nobody else has it; empty if that is not in time. */
    static Optional<Claim> await(Path file, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        Optional<Claim> claim = take(file);
        while (claim.isEmpty() && System.nanoTime() < end) {
            Waiting.until(() -> false, STEP);
            claim = take(file);
        }
        return claim;
    }

    @SuppressWarnings("resource") // the channel lives as long as its lock
    private static Optional<FileLock> lock(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
            }
            return Optional.ofNullable(lock);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    Path file() {
        return file;
    }

    /** Lets go of it. Idempotent. */
    @Override
    public void close() {
        synchronized (HELD) {
            if (lock.isValid() && HELD.remove(file)) {
                try {
                    lock.acquiredBy().close();
                } catch (IOException ignored) {
                    // A lock that cannot be dropped now is dropped by the system at the end of this process.
                }
            }
        }
    }
}
