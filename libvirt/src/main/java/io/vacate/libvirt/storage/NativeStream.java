package io.vacate.libvirt.storage;

import com.sun.jna.Memory;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.util.Arrays;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.StreamPointer;

/**
 * A libvirt stream on a connection of its own: while it blocks, nobody else has to wait. The connection goes with it. One
 * packet of libvirt's protocol holds 256 KiB less its header, so larger buffers gain nothing.
 */
final class NativeStream implements ByteSource, ByteSink {
    private static final int BLOCKING = 0;
    private static final int PACKET = 256 * 1024;

    private final Connection connection;
    private final StreamPointer stream;
    private final String doing;
    private final Memory memory = new Memory(PACKET);
    private boolean finished;
    private boolean closed;

    private NativeStream(Connection connection, StreamPointer stream, String doing) {
        this.connection = connection;
        this.stream = stream;
        this.doing = doing;
    }

    /** Ties a stream to what it reads or writes. */
    @FunctionalInterface
    interface Opening {
        /** Makes the call, on whose failure it throws. */
        void open(LibvirtLibrary library, ConnectionPointer pointer, StreamPointer stream);
    }

    /** Takes over {@code connection}, which is closed with the stream. */
    static NativeStream open(Connection connection, String doing, Opening opening) {
        try {
            return connection.with((library, pointer) -> {
                StreamPointer stream = connection.checkFound(library.virStreamNew(pointer, BLOCKING), doing, "");
                try {
                    opening.open(library, pointer, stream);
                } catch (RuntimeException failure) {
                    library.virStreamFree(stream);
                    throw failure;
                }
                return new NativeStream(connection, stream, doing);
            });
        } catch (RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /**
     * Reads a few bytes over a connection that others use as well, and stays open.
     *
     * @param length bytes to read; the result has fewer if the file ends before
     */
    static byte[] readOnce(Connection connection, String doing, int length, Opening opening) {
        return connection.with((library, pointer) -> {
            StreamPointer stream = connection.checkFound(library.virStreamNew(pointer, BLOCKING), doing, "");
            boolean finished = false;
            try (Memory memory = new Memory(Math.min(length, PACKET))) {
                opening.open(library, pointer, stream);
                byte[] bytes = new byte[length];
                int filled = 0;
                int count;
                do {
                    long room = Math.min(length - filled, memory.size());
                    // At the end one more byte is asked for, so that libvirt says that it is the end.
                    count = connection.check(library.virStreamRecv(stream, memory, Math.max(1, room)), doing, "");
                    int taken = (int) Math.min(count, room);
                    memory.read(0, bytes, filled, taken);
                    filled += taken;
                } while (count > 0);
                connection.check(library.virStreamFinish(stream), doing, "");
                finished = true;
                return filled == length ? bytes : Arrays.copyOf(bytes, filled);
            } finally {
                if (!finished) {
                    library.virStreamAbort(stream);
                }
                library.virStreamFree(stream);
            }
        });
    }

    @Override
    public int read(byte[] buffer) {
        requireOpen();
        int wanted = Math.min(buffer.length, PACKET);
        int count = connection.with(
                (library, pointer) -> connection.check(library.virStreamRecv(stream, memory, wanted), doing, ""));
        memory.read(0, buffer, 0, count);
        if (count == 0) {
            finish();
        }
        return count;
    }

    @Override
    public void write(byte[] bytes, int count) {
        requireOpen();
        int from = 0;
        while (from < count) {
            int part = Math.min(count - from, PACKET);
            memory.write(0, bytes, from, part);
            from += connection.with(
                    (library, pointer) -> connection.check(library.virStreamSend(stream, memory, part), doing, ""));
        }
    }

    @Override
    public void finish() {
        requireOpen();
        if (!finished) {
            finished = true;
            connection.with((library, pointer) -> connection.check(library.virStreamFinish(stream), doing, ""));
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The stream to %s is closed".formatted(doing));
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        int unused = connection.with((library, pointer) -> {
            if (!finished) {
                library.virStreamAbort(stream);
            }
            return library.virStreamFree(stream);
        });
        connection.close();
        memory.close();
    }
}
