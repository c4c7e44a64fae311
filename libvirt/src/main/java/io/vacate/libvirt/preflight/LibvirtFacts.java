package io.vacate.libvirt.preflight;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.guest.FixedPort;
import io.vacate.libvirt.guest.HostResource;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.libvirt.host.Platform;
import io.vacate.libvirt.host.Presence;
import io.vacate.libvirt.storage.MountTable;
import io.vacate.libvirt.storage.StorageDirectory;
import io.vacate.libvirt.storage.StoredFile;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A host's answers over libvirt, for one migration: what is mounted there is asked once. For one thread. */
public final class LibvirtFacts implements HostFacts {
    private final LibvirtHost host;
    private final Set<Capability> capabilities;
    private final Function<FixedPort, Optional<String>> holders;
    private @Nullable MountTable mounts;

    /**
     * Asks nothing yet.
     *
     * @param host the open host
     * @param capabilities what its session can do
     * @param holders finds the active VM that has a number already
     */
    public LibvirtFacts(LibvirtHost host, Set<Capability> capabilities, Function<FixedPort, Optional<String>> holders) {
        this.host = host;
        this.capabilities = Set.copyOf(capabilities);
        this.holders = holders;
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public String name() {
        return host.uri().toString();
    }

    @Override
    public LibvirtVersion libvirt() {
        return host.libvirtVersion();
    }

    @Override
    public LibvirtVersion hypervisor() {
        return host.hypervisorVersion();
    }

    @Override
    public String hypervisorName() {
        return host.info().hypervisor().name();
    }

    @Override
    public CpuInfo cpu() {
        return host.info().cpu();
    }

    @Override
    public String hostName() {
        return host.info().name();
    }

    @Override
    public Set<Integer> cpus() {
        return host.capabilities().topology().cpus();
    }

    @Override
    public Set<Integer> nodes() {
        return host.capabilities().topology().nodes();
    }

    @Override
    public Optional<String> platformObstacle(Platform platform) {
        return host.lookups().platformObstacle(platform);
    }

    @Override
    public Optional<String> cpuObstacle(Platform platform, String cpuXml) {
        return host.lookups().cpuObstacle(platform, cpuXml);
    }

    @Override
    public Presence network(String network) {
        return host.lookups().network(network);
    }

    @Override
    public Presence networkInterface(String device) {
        return host.lookups().networkInterface(device);
    }

    @Override
    public Presence resource(HostResource resource) {
        return switch (resource.kind()) {
            case SECRET -> host.lookups().secret(resource.name());
            case SECRET_USAGE -> host.lookups().secretForUse(resource.name());
            case FILTER -> host.lookups().filter(resource.name());
            case POOL -> host.lookups().pool(resource.name());
        };
    }

    /** Asks the pools that are there, and looks into the directory itself where none has it. */
    @Override
    public Presence file(String path) {
        Presence inPool = host.lookups().volume(path);
        return inPool == Presence.UNKNOWN && hasStorageDriver()
                ? inDirectory(path, StorageDirectory::has)
                        .map(isThere -> isThere ? Presence.ACTIVE : Presence.ABSENT)
                        .orElse(Presence.UNKNOWN)
                : inPool;
    }

    @Override
    public Presence directory(String path) {
        if (!hasStorageDriver()) {
            return Presence.UNKNOWN;
        }
        try {
            return StorageDirectory.common(host, path).isThere() ? Presence.ACTIVE : Presence.ABSENT;
        } catch (OperationFailedException | AccessDeniedException untold) {
            return Presence.UNKNOWN;
        }
    }

    @Override
    public Optional<StoredFile> stored(String path) {
        return hasStorageDriver() ? inDirectory(path, StorageDirectory::file).flatMap(file -> file) : Optional.empty();
    }

    @Override
    public Optional<String> fileSystem(String path) {
        if (!hasStorageDriver()) {
            return Optional.empty();
        }
        try {
            MountTable table = mounts == null ? StorageDirectory.mounts(host) : mounts;
            mounts = table;
            return table.holding(path).map(MountTable.Mount::type);
        } catch (OperationFailedException | AccessDeniedException untold) {
            return Optional.empty();
        }
    }

    /** Suspended states lie in directories that the storage driver shows. */
    private boolean hasStorageDriver() {
        return capabilities.contains(Capability.SUSPEND_COPY_RESUME_DISK);
    }

    private interface Look<T> {
        T into(StorageDirectory directory, String name);
    }

    private <T> Optional<T> inDirectory(String path, Look<T> look) {
        int slash = path.lastIndexOf('/');
        if (slash < 0 || slash == path.length() - 1) {
            return Optional.empty();
        }
        try {
            String directory = path.substring(0, Math.max(1, slash));
            return Optional.of(look.into(StorageDirectory.common(host, directory), path.substring(slash + 1)));
        } catch (OperationFailedException | AccessDeniedException untold) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<DataSize> freeHugePages(DataSize pageSize, Set<Integer> nodes) {
        return host.memory()
                .hugePages(pageSize)
                .map(pages -> host.lookups().freeHugePages(pages.pageSize(), nodes))
                .orElse(Optional.of(DataSize.ZERO));
    }

    @Override
    public Optional<String> holder(FixedPort port) {
        return holders.apply(port);
    }
}
