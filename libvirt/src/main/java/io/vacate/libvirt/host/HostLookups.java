package io.vacate.libvirt.host;

import com.sun.jna.PointerType;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.LibvirtError;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.CString;
import org.libvirt.jna.InterfacePointer;
import org.libvirt.jna.NetworkFilterPointer;
import org.libvirt.jna.NetworkPointer;
import org.libvirt.jna.SecretPointer;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;

/**
 * What a host says when it is asked whether a VM could run there. Answers on CPUs and machine types, which change only with the
 * host's software, are kept for as long as the session lasts. Each method blocks until the host has answered, and throws what
 * {@link Connection} throws if it does not. Changes nothing. Thread-safe.
 */
public final class HostLookups {
    private static final int FAIL_INCOMPATIBLE = 1;
    private static final int INCOMPATIBLE = 0;
    private static final int MOST_KEPT = 1000;

    /** libvirt's cell number for all of a host. */
    private static final int WHOLE_HOST = -1;

    /** The types of secrets by libvirt's numbers. */
    private static final List<String> SECRET_TYPES = List.of("none", "volume", "ceph", "iscsi", "tls", "vtpm");

    private final Connection connection;
    private final Map<Object, Optional<String>> kept = new ConcurrentHashMap<>();

    /** A CPU on a platform. */
    private record CpuQuestion(Platform platform, String cpuXml) {}

    HostLookups(Connection connection) {
        this.connection = connection;
    }

    /** Returns why a VM of that platform cannot run there, as libvirt says it; empty if it can. */
    public Optional<String> platformObstacle(Platform platform) {
        return keep(
                platform,
                () -> connection.with((library, pointer) -> {
                    CString text = library.virConnectGetDomainCapabilities(
                            pointer,
                            nullIfEmpty(platform.emulator()),
                            platform.architecture(),
                            nullIfEmpty(platform.machine()),
                            platform.type(),
                            0);
                    if (text != null) {
                        text.free();
                        return Optional.<String>empty();
                    }
                    return Optional.of(obstacle(LibvirtError.last(library), "read what its VMs can be"));
                }));
    }

    /** Returns what of a VM's CPU the host lacks, as libvirt says it; empty if it lacks nothing. */
    public Optional<String> cpuObstacle(Platform platform, String cpuXml) {
        return keep(
                new CpuQuestion(platform, cpuXml),
                () -> connection.with((library, pointer) -> {
                    int result = library.virConnectCompareHypervisorCPU(
                            pointer,
                            nullIfEmpty(platform.emulator()),
                            platform.architecture(),
                            nullIfEmpty(platform.machine()),
                            platform.type(),
                            cpuXml,
                            FAIL_INCOMPATIBLE);
                    if (result > INCOMPATIBLE) {
                        return Optional.<String>empty();
                    }
                    return result == INCOMPATIBLE
                            ? Optional.of("libvirt gives no reason")
                            : Optional.of(obstacle(LibvirtError.last(library), "compare CPUs"));
                }));
    }

    /** Returns the text of an error that is an answer, and throws one that is none. */
    private String obstacle(LibvirtError error, String doing) {
        HypervisorException failure = connection.failure(error, doing, "");
        if (error.isConnectionError() || error.isAccessDenied()) {
            throw failure;
        }
        return error.message();
    }

    private Optional<String> keep(Object question, Supplier<Optional<String>> ask) {
        Optional<String> known = kept.get(question);
        if (known != null) {
            return known;
        }
        Optional<String> answer = ask.get();
        if (kept.size() >= MOST_KEPT) {
            kept.clear();
        }
        kept.put(question, answer);
        return answer;
    }

    /** Tells whether the host has a virtual network of that name. */
    public Presence network(String name) {
        return connection.with((library, pointer) -> {
            NetworkPointer network = library.virNetworkLookupByName(pointer, name);
            return presence(
                    library, network, LibvirtError.NO_NETWORK, library::virNetworkIsActive, library::virNetworkFree);
        });
    }

    /** Tells whether the host has a network interface, such as a bridge, of that name. */
    public Presence networkInterface(String name) {
        return connection.with((library, pointer) -> {
            InterfacePointer device = library.virInterfaceLookupByName(pointer, name);
            return presence(
                    library,
                    device,
                    LibvirtError.NO_INTERFACE,
                    library::virInterfaceIsActive,
                    library::virInterfaceFree);
        });
    }

    /** Tells whether the host has a network filter of that name. */
    public Presence filter(String name) {
        return connection.with((library, pointer) -> {
            NetworkFilterPointer filter = library.virNWFilterLookupByName(pointer, name);
            return presence(library, filter, LibvirtError.NO_NWFILTER, found -> 1, library::virNWFilterFree);
        });
    }

    /** Tells whether the host has a secret of that UUID. */
    public Presence secret(String uuid) {
        return connection.with(
                (library, pointer) -> secret(library, library.virSecretLookupByUUIDString(pointer, uuid)));
    }

    /**
     * Tells whether the host has a secret for that use.
     *
     * @param use its type and its name, such as {@code "ceph:client.libvirt"}
     */
    public Presence secretForUse(String use) {
        int colon = use.indexOf(':');
        int type = SECRET_TYPES.indexOf(use.substring(0, colon));
        return connection.with((library, pointer) ->
                secret(library, library.virSecretLookupByUsage(pointer, type, use.substring(colon + 1))));
    }

    private Presence secret(LibvirtLibrary library, @Nullable SecretPointer secret) {
        return presence(library, secret, LibvirtError.NO_SECRET, found -> 1, library::virSecretFree);
    }

    /** Tells whether the host has a storage pool of that name. */
    public Presence pool(String name) {
        return connection.with((library, pointer) -> {
            StoragePoolPointer pool = library.virStoragePoolLookupByName(pointer, name);
            return presence(
                    library,
                    pool,
                    LibvirtError.NO_STORAGE_POOL,
                    library::virStoragePoolIsActive,
                    library::virStoragePoolFree);
        });
    }

    /**
     * Returns the memory that is free in huge pages of a size.
     *
     * @param pageSize size of a page
     * @param nodes the NUMA nodes that count; none for all of a host that has no nodes
     * @return empty if the host does not tell
     */
    public Optional<DataSize> freeHugePages(DataSize pageSize, Set<Integer> nodes) {
        int[] sizes = {Math.toIntExact(pageSize.bytes() >> 10)};
        return connection.with((library, pointer) -> {
            long free = 0;
            for (int node : nodes.isEmpty() ? Set.of(WHOLE_HOST) : nodes) {
                long[] counts = new long[1];
                if (library.virNodeGetFreePages(pointer, 1, sizes, node, 1, counts, 0) < 0) {
                    LibvirtError error = LibvirtError.last(library);
                    if (error.isConnectionError()) {
                        throw connection.failure(error, "count its huge pages", "");
                    }
                    return Optional.empty();
                }
                free += counts[0];
            }
            return Optional.of(DataSize.ofBytes(Math.multiplyExact(free, pageSize.bytes())));
        });
    }

    /**
     * Tells whether a storage pool of the host has a file: absent only if an active pool has its directory and, looked through
     * anew, not the file; unknown if no active pool has the directory, or it was ended meanwhile.
     */
    public Presence volume(String path) {
        int slash = path.lastIndexOf('/');
        String directory = path.substring(0, Math.max(1, slash));
        return connection.with((library, pointer) -> {
            StoragePoolPointer pool = library.virStoragePoolLookupByTargetPath(pointer, directory);
            if (pool == null) {
                return inAnyPool(library, library.virStorageVolLookupByPath(pointer, path), path);
            }
            try {
                // What was put there or taken away behind libvirt's back shows only then.
                return library.virStoragePoolRefresh(pool, 0) < 0
                        ? Presence.UNKNOWN
                        : inPool(library, library.virStorageVolLookupByName(pool, path.substring(slash + 1)));
            } finally {
                library.virStoragePoolFree(pool);
            }
        });
    }

    /** A volume of a pool of LUNs is named by a path in /dev; another pool, which was not looked through, may be out of date. */
    private static Presence inAnyPool(LibvirtLibrary library, @Nullable StorageVolPointer volume, String path) {
        if (volume == null) {
            return Presence.UNKNOWN;
        }
        library.virStorageVolFree(volume);
        return path.startsWith("/dev/") ? Presence.ACTIVE : Presence.UNKNOWN;
    }

    private static Presence inPool(LibvirtLibrary library, @Nullable StorageVolPointer volume) {
        if (volume == null) {
            return LibvirtError.last(library).code() == LibvirtError.NO_STORAGE_VOL
                    ? Presence.ABSENT
                    : Presence.UNKNOWN;
        }
        library.virStorageVolFree(volume);
        return Presence.ACTIVE;
    }

    private <P extends PointerType> Presence presence(
            LibvirtLibrary library, @Nullable P found, int absent, ToIntFunction<P> isActive, Consumer<P> free) {
        if (found == null) {
            LibvirtError error = LibvirtError.last(library);
            if (error.isConnectionError()) {
                throw connection.failure(error, "look something up by its name", "");
            }
            return error.code() == absent ? Presence.ABSENT : Presence.UNKNOWN;
        }
        try {
            int active = isActive.applyAsInt(found);
            return active == 1 ? Presence.ACTIVE : active == 0 ? Presence.INACTIVE : Presence.UNKNOWN;
        } finally {
            free.accept(found);
        }
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }
}
