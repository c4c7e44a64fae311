package io.vacate.libvirt.storage;

import io.vacate.api.unit.DataSize;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A directory of one host, which need not be there. Only {@link #make} and {@link #create} make it; nothing is changed by what
 * merely looks. Safe for use by several threads; streams hold no lock. Every method may throw a {@link
 * io.vacate.api.error.HypervisorException}; unless said otherwise, what was asked may then have been done.
 */
public interface FileDirectory {
    /** Returns its absolute path on the host. Does not block. */
    String path();

    /** Returns the path of a file in it. Does not block. */
    default String path(String name) {
        return path() + "/" + name;
    }

    /**
     * How much more a file system can hold.
     *
     * @param measuredAt the directory that was asked: the one that is meant, or the nearest above it that is there
     * @param free what that directory's file system can hold
     */
    record Room(String measuredAt, DataSize free) {}

    /** Returns how much more its file system can hold, also while the directory is not there yet. */
    Room room();

    /**
     * Returns its regular files; none if the directory is not there.
     *
     * @param wanted of which names
     */
    List<StoredFile> files(Predicate<String> wanted);

    /**
     * Asks several questions for the price of one, on this thread: meanwhile, others' changes may not be seen.
     *
     * @param look what asks them; may be run a second time
     */
    default <T> T look(Supplier<T> look) {
        return look.get();
    }

    /** Returns a regular file if it is there. */
    default Optional<StoredFile> file(String name) {
        return files(name::equals).stream().findFirst();
    }

    /** Tells whether it has something of that name. */
    default boolean has(String name) {
        return file(name).isPresent();
    }

    /** Makes the directory if it is not there. */
    void make();

    /**
     * Creates a file, and the directory if it is not there. The file has {@code size} zero bytes, which take no room yet.
     *
     * @throws io.vacate.api.error.OperationFailedException if there is one of that name; it stays as it was
     */
    void create(String name, DataSize size);

    /** Deletes a file; does nothing if there is none. */
    void delete(String name);

    /**
     * Opens a file for reading.
     *
     * @param offset where to begin, in bytes
     * @param length bytes to read, more than 0
     */
    ByteSource download(String name, long offset, long length);

    /**
     * Opens a file that is there for writing.
     *
     * @param offset where to begin, in bytes
     * @param length bytes to write, more than 0, within the file's size
     */
    ByteSink upload(String name, long offset, long length);

    /**
     * Creates a file with this content. If this is interrupted, the file may be there with other content.
     *
     * @throws io.vacate.api.error.OperationFailedException if there is one of that name; it stays as it was
     */
    default void write(String name, byte[] content) {
        create(name, DataSize.ofBytes(content.length));
        if (content.length > 0) {
            try (ByteSink sink = upload(name, 0, content.length)) {
                sink.write(content, content.length);
                sink.finish();
            }
        }
    }

    /** Reads a small file. */
    default byte[] read(StoredFile file) {
        return read(file.name(), 0, Math.toIntExact(file.size().bytes()));
    }

    /** Reads a small part of a file, or less if it ends before. */
    default byte[] read(String name, long offset, int length) {
        byte[] content = new byte[length];
        int filled = 0;
        if (length > 0) {
            try (ByteSource source = download(name, offset, length)) {
                byte[] part = new byte[length];
                for (int count = source.read(part); count > 0 && filled < length; count = source.read(part)) {
                    int taken = Math.min(count, length - filled);
                    System.arraycopy(part, 0, content, filled, taken);
                    filled += taken;
                }
            }
        }
        return filled == length ? content : Arrays.copyOf(content, filled);
    }
}
