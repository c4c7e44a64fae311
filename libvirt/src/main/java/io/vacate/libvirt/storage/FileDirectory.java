package io.vacate.libvirt.storage;

import io.vacate.api.unit.DataSize;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A directory of one host. Safe for use by several threads; streams hold no lock. Every method may throw a {@link
 * io.vacate.api.error.HypervisorException}; unless said otherwise, what was asked may then have been done.
 */
public interface FileDirectory {
    /** Returns its absolute path on the host. Does not block. */
    String path();

    /** Returns the path of a file in it. Does not block. */
    default String path(String name) {
        return path() + "/" + name;
    }

    /** Returns how much more its file system can hold. */
    DataSize room();

    /** Returns its regular files. */
    List<StoredFile> files();

    /** Returns a file if it is there. */
    default Optional<StoredFile> file(String name) {
        return files().stream().filter(file -> file.name().equals(name)).findFirst();
    }

    /**
     * Creates a file of {@code size} zero bytes, which take no room yet.
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
