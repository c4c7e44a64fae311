package io.vacate.libvirt.suspend;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.libvirt.storage.ByteSink;
import io.vacate.libvirt.storage.ByteSource;
import io.vacate.libvirt.storage.FileDirectory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Copies a file from one host to another through this program. One thread receives, one sends, so that neither host waits
 * for the other.
 *
 * <p>The first block is sent last, by {@link #seal}: until then the copy begins with zeros, and no hypervisor takes it for
 * a saved VM, whoever finds it.
 */
final class StateCopy {
    /** Longer than the part of a saved state's header that tells what it is. */
    static final int HEAD = 4096;

    private static final int CHUNK = 256 * 1024;
    private static final int CHUNKS = 32;

    private final FileDirectory from;
    private final String fromName;
    private final FileDirectory to;
    private final String toName;
    private final int head;
    private final long size;
    private final boolean readBack;
    private final CopyControl control;
    private final MessageDigest received = sha256();
    private final MessageDigest sent = sha256();
    private byte[] headBytes = {};

    /** @param readBack whether the copy is read back; else what was received must be what was sent */
    StateCopy(
            FileDirectory from,
            String fromName,
            FileDirectory to,
            String toName,
            long size,
            boolean readBack,
            CopyControl control) {
        this.from = from;
        this.fromName = fromName;
        this.to = to;
        this.toName = toName;
        this.size = size;
        this.readBack = readBack;
        this.control = control;
        head = (int) Math.min(HEAD, size);
    }

    /** Bytes on their way; none at the end, or a failure. */
    private static final class Chunk {
        private final byte[] bytes = new byte[CHUNK];
        private int count;
        private @Nullable Throwable failure;
    }

    /**
     * Copies all but the first block into a file that is there.
     *
     * @throws HypervisorException if a host fails, or the file is shorter than it was said to be
     * @throws StoppedException if the copy was stopped
     */
    void copyBody(Executor threads) {
        control.begin(size);
        headBytes = block(from, fromName);
        received.update(headBytes);
        sent.update(headBytes);
        control.arrived(head);
        if (size == head) {
            return;
        }
        BlockingQueue<Chunk> free = new LinkedBlockingQueue<>();
        BlockingQueue<Chunk> filled = new LinkedBlockingQueue<>();
        for (int i = 0; i < CHUNKS; i++) {
            free.add(new Chunk());
        }
        AtomicBoolean over = new AtomicBoolean();
        try {
            threads.execute(() -> receive(free, filled, over));
            send(free, filled);
        } finally {
            // Whether it waits for room or goes on receiving, the other thread ends.
            over.set(true);
            free.add(new Chunk());
        }
    }

    private void receive(BlockingQueue<Chunk> free, BlockingQueue<Chunk> filled, AtomicBoolean over) {
        Chunk last = new Chunk();
        try (ByteSource source = from.download(fromName, head, size - head)) {
            for (Chunk chunk = free.take(); !over.get(); chunk = free.take()) {
                chunk.count = source.read(chunk.bytes);
                if (chunk.count == 0) {
                    break;
                }
                received.update(chunk.bytes, 0, chunk.count);
                filled.add(chunk);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            last.failure = new StoppedException();
        } catch (RuntimeException | Error failure) {
            last.failure = failure;
        }
        filled.add(last);
    }

    private void send(BlockingQueue<Chunk> free, BlockingQueue<Chunk> filled) {
        long got = head;
        try (ByteSink sink = to.upload(toName, head, size - head)) {
            for (Chunk chunk = next(filled); chunk.count > 0; chunk = next(filled)) {
                control.requireGoingOn();
                if (!readBack) {
                    sent.update(chunk.bytes, 0, chunk.count);
                }
                sink.write(chunk.bytes, chunk.count);
                got += chunk.count;
                control.arrived(chunk.count);
                control.passed(chunk.count);
                free.add(chunk);
            }
            requireLength(from.path(fromName), got);
            sink.finish();
        }
    }

    private static Chunk next(BlockingQueue<Chunk> filled) {
        try {
            Chunk chunk = filled.take();
            if (chunk.failure instanceof RuntimeException failure) {
                throw failure;
            }
            if (chunk.failure instanceof Error error) {
                throw error;
            }
            return chunk;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    private void requireLength(String file, long length) {
        if (length != size) {
            throw new MigrationFailedException("'%s' has %d bytes, not %d".formatted(file, length, size));
        }
    }

    /**
     * Proves that the copy is what the source has, then sends its first block, which makes it usable.
     *
     * @return the SHA-256 of the whole, in hexadecimal digits
     * @throws MigrationFailedException if they differ; the copy stays unusable, unless its first block alone differs
     * @throws StoppedException if the copy was stopped
     */
    String seal() {
        byte[] expected = received.digest();
        if (readBack) {
            requireEqual(expected, digestOfCopy(), "what the destination wrote");
        } else {
            requireEqual(expected, sent.digest(), "what was sent");
        }
        try (ByteSink sink = to.upload(toName, 0, head)) {
            sink.write(headBytes, head);
            sink.finish();
        }
        if (readBack) {
            requireEqual(headBytes, block(to, toName), "the first block that the destination wrote");
        }
        return HexFormat.of().formatHex(expected);
    }

    private byte[] digestOfCopy() {
        MessageDigest digest = sha256();
        digest.update(headBytes);
        if (size > head) {
            readBack(digest);
        }
        return digest.digest();
    }

    private void readBack(MessageDigest digest) {
        byte[] part = new byte[CHUNK];
        long got = head;
        try (ByteSource source = to.download(toName, head, size - head)) {
            for (int count = source.read(part); count > 0; count = source.read(part)) {
                control.requireGoingOn();
                digest.update(part, 0, count);
                got += count;
                control.passed(count);
            }
        }
        requireLength(to.path(toName), got);
    }

    private byte[] block(FileDirectory directory, String name) {
        byte[] block = new byte[head];
        byte[] part = new byte[head];
        int filled = 0;
        try (ByteSource source = directory.download(name, 0, head)) {
            for (int count = source.read(part); count > 0 && filled < head; count = source.read(part)) {
                System.arraycopy(part, 0, block, filled, Math.min(count, head - filled));
                filled += count;
            }
        }
        if (filled < head) {
            throw new MigrationFailedException("'%s' has only %d bytes".formatted(directory.path(name), filled));
        }
        return block;
    }

    private void requireEqual(byte[] expected, byte[] actual, String what) {
        if (!Arrays.equals(expected, actual)) {
            throw new MigrationFailedException("The copy '%s' is damaged: %s is not what the source has in '%s'"
                    .formatted(to.path(toName), what, from.path(fromName)));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }
}
