package io.vacate.libvirt.migration;

import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.LibvirtError;
import io.vacate.libvirt.jna.LibvirtLibrary;
import io.vacate.libvirt.xml.SafeXml;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of a host, as libvirt's storage driver shows it: through the pool that is there, or else through one that is
 * made for the call and leaves no trace but the folder.
 */
final class StorageFolder {
    private static final Logger LOG = LoggerFactory.getLogger(StorageFolder.class);

    /** Makes the folder if it is missing: {@code VIR_STORAGE_POOL_CREATE_WITH_BUILD}. */
    private static final int WITH_BUILD = 1;

    /** One call ends the pool that another one has just found. */
    private static final Object ONE_AT_A_TIME = new Object();

    private final Connection connection;
    private final String path;

    StorageFolder(Connection connection, String path) {
        this.connection = connection;
        this.path = path;
    }

    private interface PoolCall<T> {
        T on(LibvirtLibrary library, StoragePoolPointer pool);
    }

    /** Tells whether there is a file of that name. */
    boolean has(String file) {
        return withPool((library, pool) -> {
            StorageVolPointer volume = find(library, pool, file);
            if (volume != null) {
                library.virStorageVolFree(volume);
            }
            return volume != null;
        });
    }

    /** Makes the image that the XML describes. */
    void create(String file, String xml) {
        String doing = "make the disk image %s/%s".formatted(path, file);
        withPool((library, pool) -> {
            StorageVolPointer volume = connection.checkFound(library.virStorageVolCreateXML(pool, xml, 0), doing, file);
            return library.virStorageVolFree(volume);
        });
    }

    /** Deletes a file, if it is there. */
    void delete(String file) {
        String doing = "delete the disk image %s/%s".formatted(path, file);
        withPool((library, pool) -> {
            StorageVolPointer volume = find(library, pool, file);
            if (volume != null) {
                try {
                    connection.check(library.virStorageVolDelete(volume, 0), doing, file);
                } finally {
                    library.virStorageVolFree(volume);
                }
            }
            return volume != null;
        });
    }

    private @Nullable StorageVolPointer find(LibvirtLibrary library, StoragePoolPointer pool, String file) {
        StorageVolPointer volume = library.virStorageVolLookupByName(pool, file);
        if (volume == null) {
            LibvirtError error = LibvirtError.last(library);
            if (error.code() != LibvirtError.NO_STORAGE_VOL) {
                throw connection.failure(error, "look for the file %s/%s".formatted(path, file), file);
            }
        }
        return volume;
    }

    private <T> T withPool(PoolCall<T> call) {
        synchronized (ONE_AT_A_TIME) {
            return connection.with((library, host) -> {
                StoragePoolPointer there = library.virStoragePoolLookupByTargetPath(host, path);
                if (there == null) {
                    return withOwnPool(library, host, call);
                }
                try {
                    connection.check(library.virStoragePoolRefresh(there, 0), "look into the folder " + path, path);
                    return call.on(library, there);
                } finally {
                    library.virStoragePoolFree(there);
                }
            });
        }
    }

    private <T> T withOwnPool(LibvirtLibrary library, ConnectionPointer host, PoolCall<T> call) {
        LibvirtError error = LibvirtError.last(library);
        String doing = "look into the folder " + path;
        if (error.code() != LibvirtError.NO_STORAGE_POOL) {
            throw connection.failure(error, doing, path);
        }
        // The name follows from the path, so that of two programs that do this at once one is told so.
        UUID name = UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8));
        String xml = "<pool type='dir'><name>vacate-%s</name><target><path>%s</path></target></pool>"
                .formatted(name, SafeXml.escape(path));
        StoragePoolPointer own =
                connection.checkFound(library.virStoragePoolCreateXML(host, xml, WITH_BUILD), doing, path);
        try {
            return call.on(library, own);
        } finally {
            if (library.virStoragePoolDestroy(own) < 0) {
                LOG.debug("The storage pool of {} on {} stays: {}", path, connection.uri(), LibvirtError.last(library));
            }
            library.virStoragePoolFree(own);
        }
    }
}
