package io.vacate.libvirt.storage;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
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
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;
import org.libvirt.jna.StreamPointer;

/**
 * A directory of a host, as its libvirt's storage driver shows it. Where libvirt has no storage driver there is nothing in it.
 * Whatever is done leaves no storage pool behind.
 */
public final class StorageDirectory implements FileDirectory {
    private static final int INFO_SIZE = 32;
    private static final int ALLOCATION = 16;
    private static final int AVAILABLE = 24;

    private final LibvirtHost host;
    private final String path;
    private final DirectoryPool pool;

    private StorageDirectory(LibvirtHost host, String path, boolean ownersOnly) {
        this.host = host;
        this.path = path;
        pool = new DirectoryPool(host, path, ownersOnly);
    }

    /**
     * Names a directory of the memory of VMs, which is nobody else's business: when it is made, and when something is made in
     * it, it is for its owner alone. Nothing is asked yet.
     *
     * @param path absolute, without a slash at its end
     */
    public static StorageDirectory ownersOnly(LibvirtHost host, String path) {
        return new StorageDirectory(host, path, true);
    }

    /**
     * Names a directory whose permissions are left as they are, and are the host's common ones when it is made. Nothing is
     * asked yet.
     *
     * @param path absolute, without a slash at its end
     */
    public static StorageDirectory common(LibvirtHost host, String path) {
        return new StorageDirectory(host, path, false);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Room room() {
        String doing = "read the room in '%s'".formatted(path);
        for (String at = path; ; at = at.substring(0, Math.max(1, at.lastIndexOf('/')))) {
            Optional<DataSize> free =
                    new DirectoryPool(host, at, false).ifThere(host.connection(), doing, this::available);
            if (free.isPresent()) {
                return new Room(at, free.get());
            }
            if (at.equals("/")) {
                throw new OperationFailedException(
                        "%s: cannot %s: its libvirt shows no directory at all".formatted(host.uri(), doing));
            }
        }
    }

    /** Returns what is taken of the file system that the directory is in; empty if there is no such directory. */
    public Optional<DataSize> taken() {
        String doing = "read what is in '%s'".formatted(path);
        return pool.ifThere(host.connection(), doing, (library, there) -> info(library, there, ALLOCATION));
    }

    private DataSize available(LibvirtLibrary library, StoragePoolPointer there) {
        return info(library, there, AVAILABLE);
    }

    private DataSize info(LibvirtLibrary library, StoragePoolPointer there, int offset) {
        try (Memory info = new Memory(INFO_SIZE)) {
            host.connection().check(library.virStoragePoolGetInfo(there, info), "read the room", path);
            return DataSize.ofBytes(info.getLong(offset));
        }
    }

    @Override
    public List<StoredFile> files(Predicate<String> wanted) {
        String doing = "list '%s'".formatted(path);
        Connection connection = host.connection();
        return pool.ifThere(connection, doing, (library, there) -> {
                    PointerByReference array = new PointerByReference();
                    int count = connection.check(library.virStoragePoolListAllVolumes(there, array, 0), doing, path);
                    Pointer volumes = array.getValue();
                    List<StoredFile> files = new ArrayList<>(count);
                    for (int i = 0; i < count; i++) {
                        StorageVolPointer volume = new StorageVolPointer();
                        volume.setPointer(volumes.getPointer((long) i * Long.BYTES));
                        try {
                            String name = library.virStorageVolGetName(volume);
                            if (name != null && wanted.test(name)) {
                                file(library, volume, name).ifPresent(files::add);
                            }
                        } finally {
                            library.virStorageVolFree(volume);
                        }
                    }
                    if (volumes != null) {
                        Native.free(Pointer.nativeValue(volumes));
                    }
                    return files;
                })
                .orElseGet(List::of);
    }

    @Override
    public <T> T look(Supplier<T> look) {
        return pool.kept(host.connection(), "look into '%s'".formatted(path), look);
    }

    /** Returns nothing for a file that has just been deleted. */
    private static Optional<StoredFile> file(LibvirtLibrary library, StorageVolPointer volume, String name) {
        Object xml = library.virStorageVolGetXMLDesc(volume, 0);
        return Optional.ofNullable(xml).flatMap(text -> StorageXml.file(name, text.toString()));
    }

    /** Tells whether there is such a directory. */
    public boolean isThere() {
        return pool.ifThere(host.connection(), "look for '%s'".formatted(path), (library, there) -> true)
                .isPresent();
    }

    @Override
    public boolean has(String name) {
        String doing = "look for '%s'".formatted(path(name));
        return withVolume(name, doing, (library, volume) -> true).isPresent();
    }

    @Override
    public Optional<StoredFile> file(String name) {
        String doing = "look for '%s'".formatted(path(name));
        return withVolume(name, doing, (library, volume) -> file(library, volume, name))
                .flatMap(file -> file);
    }

    @Override
    public void make() {
        boolean unused = pool.made(host.connection(), "make '%s'".formatted(path), (library, there) -> true);
    }

    @Override
    public void create(String name, DataSize size) {
        create(name, StorageXml.volume(name, size));
    }

    /**
     * Creates what a volume's XML describes, such as a disk image; the directory, too, if it is missing.
     *
     * @throws OperationFailedException if there is a file of that name; it stays as it was
     */
    public void create(String name, String xml) {
        String doing = "create '%s'".formatted(path(name));
        Connection connection = host.connection();
        int unused = pool.made(
                connection,
                doing,
                (library, there) -> library.virStorageVolFree(
                        connection.checkFound(library.virStorageVolCreateXML(there, xml, 0), doing, name)));
    }

    @Override
    public void delete(String name) {
        String doing = "delete '%s'".formatted(path(name));
        Optional<Integer> unused = withVolume(
                name,
                doing,
                (library, volume) -> host.connection().check(library.virStorageVolDelete(volume, 0), doing, name));
    }

    /** A call on a file. */
    private interface VolumeCall<T> {
        T on(LibvirtLibrary library, StorageVolPointer volume);
    }

    private <T> Optional<T> withVolume(String name, String doing, VolumeCall<T> call) {
        return withVolume(host.connection(), name, doing, call);
    }

    /** Makes a call on a file; empty if there is none. */
    private <T> Optional<T> withVolume(Connection connection, String name, String doing, VolumeCall<T> call) {
        return pool.ifThere(connection, doing, (library, there) -> {
                    StorageVolPointer volume = library.virStorageVolLookupByName(there, name);
                    if (volume == null) {
                        LibvirtError error = LibvirtError.last(library);
                        if (error.code() == LibvirtError.NO_STORAGE_VOL) {
                            return Optional.<T>empty();
                        }
                        throw connection.failure(error, doing, name);
                    }
                    try {
                        return Optional.of(call.on(library, volume));
                    } finally {
                        library.virStorageVolFree(volume);
                    }
                })
                .flatMap(found -> found);
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

    /** Over the host's common connection: a new one would cost more than the few bytes. */
    @Override
    public byte[] read(String name, long offset, int length) {
        if (length == 0) {
            return new byte[0];
        }
        String doing = "read '%s'".formatted(path(name));
        Connection connection = host.connection();
        return withVolume(
                        connection,
                        name,
                        doing,
                        (library, volume) -> NativeStream.readOnce(
                                connection,
                                doing,
                                length,
                                (same, pointer, stream) -> connection.check(
                                        same.virStorageVolDownload(volume, stream, offset, length, 0), doing, name)))
                .orElseThrow(() -> noSuchFile(doing));
    }

    private OperationFailedException noSuchFile(String doing) {
        return new OperationFailedException("%s: cannot %s: there is no such file".formatted(host.uri(), doing));
    }

    /** Starts the transfer of a file. */
    private interface Transfer {
        int start(LibvirtLibrary library, StorageVolPointer volume, StreamPointer stream);
    }

    private NativeStream open(String doing, String name, Transfer transfer) {
        Connection own = host.connectAnew();
        return NativeStream.open(own, doing, (library, pointer, stream) -> {
            int unused = withVolume(
                            own,
                            name,
                            doing,
                            (same, volume) -> own.check(transfer.start(same, volume, stream), doing, name))
                    .orElseThrow(() -> noSuchFile(doing));
        });
    }

    /** Returns what is mounted on the host: {@code /etc/mtab}, which leads to what the kernel says to its libvirt daemon. */
    public static MountTable mounts(LibvirtHost host) {
        try (ByteSource source = common(host, "/etc").download("mtab", 0, 0)) {
            return MountTable.parse(text(source));
        }
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
