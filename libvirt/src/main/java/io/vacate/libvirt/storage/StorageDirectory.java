package io.vacate.libvirt.storage;

import com.google.common.util.concurrent.Striped;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.NativeError;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.LibvirtError;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;
import org.libvirt.jna.StreamPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory as a libvirt storage pool: the one that is active there, else a transient one, which makes the directory if
 * it is missing. The pool stays, as others may use it by now; it is gone when its host starts anew.
 */
public final class StorageDirectory implements FileDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(StorageDirectory.class);

    private static final int MAKE_DIRECTORY = 1;
    private static final int FILE = 0;
    private static final int INFO_SIZE = 32;
    private static final int AVAILABLE = 24;
    private static final int VOLUME_INFO_SIZE = 24;
    private static final int CAPACITY = 8;

    /** Another program may be changing the same directory. */
    private static final int ATTEMPTS = 5;

    /** By host and path: who has looked ends the pool that another one has just found. */
    private static final Striped<Lock> LOOKS = Striped.lock(64);

    private final LibvirtHost host;
    private final String path;
    private final int making;

    /**
     * Names a directory, which is made once it is needed; nothing is asked yet.
     *
     * @param path absolute, without a slash at its end
     */
    public StorageDirectory(LibvirtHost host, String path) {
        this(host, path, MAKE_DIRECTORY);
    }

    private StorageDirectory(LibvirtHost host, String path, int making) {
        this.host = host;
        this.path = path;
        this.making = making;
    }

    /**
     * Looks into a directory that is there already, and has libvirt forget it. One look at a time at each host's path; the look is
     * repeated if another program ended the pool that it was using.
     *
     * @param path absolute, without a slash at its end
     * @throws OperationFailedException if there is no such directory
     */
    public static <T> T existing(LibvirtHost host, String path, Function<FileDirectory, T> look) {
        StorageDirectory directory = new StorageDirectory(host, path, 0);
        Lock lock = LOOKS.get(host.uri() + " " + path);
        lock.lock();
        try {
            return directory.look(look);
        } finally {
            lock.unlock();
        }
    }

    private <T> T look(Function<FileDirectory, T> look) {
        for (int attempt = 1; ; attempt++) {
            try {
                return look.apply(this);
            } catch (HypervisorException failure) {
                if (attempt == ATTEMPTS || !isPoolGone(failure)) {
                    throw failure;
                }
                LOG.debug("Once more: {}", failure.getMessage());
            } finally {
                forget();
            }
        }
    }

    /** Another program that looked as well has ended the pool. */
    private static boolean isPoolGone(HypervisorException failure) {
        int code = failure.nativeError().map(NativeError::code).orElse(0);
        return code == LibvirtError.NO_STORAGE_POOL || code == LibvirtError.OPERATION_INVALID;
    }

    /** A call on the pool. */
    private interface PoolCall<T> {
        T on(Connection connection, LibvirtLibrary library, StoragePoolPointer pool);
    }

    @Override
    public String path() {
        return path;
    }

    private synchronized <T> T withPool(String doing, PoolCall<T> call) {
        Connection connection = host.connection();
        return connection.with((library, pointer) -> {
            StoragePoolPointer pool = pool(connection, library, pointer, doing);
            try {
                return call.on(connection, library, pool);
            } finally {
                library.virStoragePoolFree(pool);
            }
        });
    }

    private StoragePoolPointer pool(
            Connection connection, LibvirtLibrary library, ConnectionPointer pointer, String doing) {
        StoragePoolPointer active = library.virStoragePoolLookupByTargetPath(pointer, path);
        if (active != null) {
            return active;
        }
        StoragePoolPointer made = library.virStoragePoolCreateXML(pointer, StorageXml.pool(path), making);
        if (made == null) {
            try {
                return connection.checkFound(made, doing, path);
            } catch (OperationFailedException failure) {
                // Another program may have made it in between.
                StoragePoolPointer theirs = library.virStoragePoolLookupByTargetPath(pointer, path);
                if (theirs == null) {
                    throw failure;
                }
                return theirs;
            }
        }
        return made;
    }

    @Override
    public DataSize room() {
        String doing = "read the room in '%s'".formatted(path);
        return withPool(doing, (connection, library, pool) -> {
            refresh(connection, library, pool, doing);
            Memory info = new Memory(INFO_SIZE);
            connection.check(library.virStoragePoolGetInfo(pool, info), doing, path);
            return DataSize.ofBytes(info.getLong(AVAILABLE));
        });
    }

    @Override
    public List<StoredFile> files() {
        String doing = "list '%s'".formatted(path);
        return withPool(doing, (connection, library, pool) -> {
            refresh(connection, library, pool, doing);
            PointerByReference array = new PointerByReference();
            int count = connection.check(library.virStoragePoolListAllVolumes(pool, array, 0), doing, path);
            Pointer volumes = array.getValue();
            List<StoredFile> files = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                StorageVolPointer volume = new StorageVolPointer();
                volume.setPointer(volumes.getPointer((long) i * Long.BYTES));
                try {
                    file(library, volume).ifPresent(files::add);
                } finally {
                    library.virStorageVolFree(volume);
                }
            }
            if (volumes != null) {
                Native.free(Pointer.nativeValue(volumes));
            }
            return files;
        });
    }

    /** Returns nothing for a file that has just been deleted. */
    private static Optional<StoredFile> file(LibvirtLibrary library, StorageVolPointer volume) {
        Memory info = new Memory(VOLUME_INFO_SIZE);
        String name = library.virStorageVolGetName(volume);
        if (name == null || library.virStorageVolGetInfo(volume, info) < 0 || info.getInt(0) != FILE) {
            return Optional.empty();
        }
        Object xml = library.virStorageVolGetXMLDesc(volume, 0);
        return Optional.ofNullable(xml)
                .map(text -> new StoredFile(
                        name, DataSize.ofBytes(info.getLong(CAPACITY)), StorageXml.modified(text.toString())));
    }

    /** libvirt refuses while it makes a file for somebody else, and fails if one vanishes as it looks. */
    private static void refresh(Connection connection, LibvirtLibrary library, StoragePoolPointer pool, String doing) {
        for (int attempt = 1; ; attempt++) {
            try {
                connection.check(library.virStoragePoolRefresh(pool, 0), doing, "");
                return;
            } catch (OperationFailedException busy) {
                if (attempt == ATTEMPTS) {
                    throw busy;
                }
                LOG.debug("Once more: {}", busy.getMessage());
            }
        }
    }

    @Override
    public void create(String name, DataSize size) {
        String doing = "create '%s'".formatted(path(name));
        withPool(doing, (connection, library, pool) -> {
            // libvirt would take over a file that it has not seen yet.
            refresh(connection, library, pool, doing);
            StorageVolPointer volume = connection.checkFound(
                    library.virStorageVolCreateXML(pool, StorageXml.volume(name, size), 0), doing, name);
            return library.virStorageVolFree(volume);
        });
    }

    @Override
    public void delete(String name) {
        String doing = "delete '%s'".formatted(path(name));
        withPool(doing, (connection, library, pool) -> {
            Optional<StorageVolPointer> volume = find(connection, library, pool, name, doing);
            if (volume.isEmpty()) {
                return 0;
            }
            try {
                return connection.check(library.virStorageVolDelete(volume.get(), 0), doing, name);
            } finally {
                library.virStorageVolFree(volume.get());
            }
        });
    }

    /** Finds a volume, which the caller must free. What others have just written is known after a refresh only. */
    private static Optional<StorageVolPointer> find(
            Connection connection, LibvirtLibrary library, StoragePoolPointer pool, String name, String doing) {
        StorageVolPointer known = library.virStorageVolLookupByName(pool, name);
        if (known != null) {
            return Optional.of(known);
        }
        refresh(connection, library, pool, doing);
        try {
            return Optional.of(connection.checkFound(library.virStorageVolLookupByName(pool, name), doing, name));
        } catch (OperationFailedException failure) {
            if (failure.nativeError().map(NativeError::code).orElse(0) == LibvirtError.NO_STORAGE_VOL) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public ByteSource download(String name, long offset, long length) {
        return open(
                "read '%s'".formatted(path(name)),
                name,
                (library, volume, stream) -> library.virStorageVolDownload(volume, stream, offset, length, 0));
    }

    @Override
    public ByteSink upload(String name, long offset, long length) {
        return open(
                "write '%s'".formatted(path(name)),
                name,
                (library, volume, stream) -> library.virStorageVolUpload(volume, stream, offset, length, 0));
    }

    /** Starts the transfer of a file. */
    private interface Transfer {
        int start(LibvirtLibrary library, StorageVolPointer volume, StreamPointer stream);
    }

    private NativeStream open(String doing, String name, Transfer transfer) {
        Connection own = host.connectAnew();
        return NativeStream.open(own, doing, (library, pointer, stream) -> {
            StoragePoolPointer pool = pool(own, library, pointer, doing);
            try {
                StorageVolPointer volume = find(own, library, pool, name, doing)
                        .orElseThrow(() -> new OperationFailedException(
                                "%s: cannot %s: there is no such file".formatted(host.uri(), doing)));
                try {
                    own.check(transfer.start(library, volume, stream), doing, name);
                } finally {
                    library.virStorageVolFree(volume);
                }
            } finally {
                library.virStoragePoolFree(pool);
            }
        });
    }

    /** Ends our pool, not the directory; others' pools stay. */
    private void forget() {
        Connection connection = host.connection();
        connection.with((library, pointer) -> {
            StoragePoolPointer pool = library.virStoragePoolLookupByName(pointer, StorageXml.poolName(path));
            if (pool == null) {
                return false;
            }
            boolean ended = library.virStoragePoolDestroy(pool) == 0;
            library.virStoragePoolFree(pool);
            return ended;
        });
    }

    /** Returns what is mounted on the host: {@code /etc/mtab}, which leads to what the kernel says to its libvirt daemon. */
    public static MountTable mounts(LibvirtHost host) {
        return existing(host, "/etc", etc -> {
            try (ByteSource source = etc.download("mtab", 0, 0)) {
                return MountTable.parse(text(source));
            }
        });
    }

    private static String text(ByteSource source) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[1 << 16];
        for (int count = source.read(part); count > 0; count = source.read(part)) {
            all.write(part, 0, count);
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
