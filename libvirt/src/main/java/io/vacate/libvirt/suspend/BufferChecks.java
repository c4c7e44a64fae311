package io.vacate.libvirt.suspend;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.storage.FileDirectory;
import io.vacate.libvirt.storage.MountTable;
import io.vacate.libvirt.storage.StorageDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What speaks against a suspend-copy-resume before it starts. Changes nothing. */
final class BufferChecks {
    private static final String IN_MEMORY = "tmpfs";

    /** Devices, and the image's own header. */
    private static final DataSize BESIDES_MEMORY = DataSize.ofMebibytes(16);

    private final LibvirtSite source;
    private final LibvirtSite destination;
    private final Buffer kind;
    private final List<Finding> findings = new ArrayList<>();

    BufferChecks(LibvirtSite source, LibvirtSite destination, Buffer kind) {
        this.source = source;
        this.destination = destination;
        this.kind = kind;
    }

    /**
     * Returns what is found.
     *
     * @param used the VM's memory that its host has in use: zeros take no room
     * @param needsThere what the destination needs for the running VM
     */
    List<Finding> findings(VmId vm, MigrationRequest request, DataSize used, DataSize needsThere) {
        meaningless(request);
        leftovers(vm);
        DataSize needed = used.plus(BESIDES_MEMORY);
        for (LibvirtSite site : List.of(source, destination)) {
            owner(site);
            room(site, needed);
        }
        if (kind == Buffer.MEMORY) {
            // While it is written at the source and read at the destination, the VM is in memory twice.
            memory(source, needed, needed);
            memory(destination, needed, needed.plus(needsThere));
        }
        return List.copyOf(findings);
    }

    private void meaningless(MigrationRequest request) {
        refuseIf(request.downtime().isPresent(), "a downtime limit");
        refuseIf(request.autoConverge().isPresent(), "auto-converge");
        refuseIf(request.compression().isPresent(), "compression");
        refuseIf(request.parallelConnections() > 1, "parallel connections");
        refuseIf(request.tlsTransfer(), "a TLS transfer (the state travels inside the connections to the hosts)");
        refuseIf(request.storageCopy() != StorageCopy.NONE, "a copy of disks");
        refuseIf(
                request.migrationAddress().isPresent()
                        || request.listenAddress().isPresent(),
                "an address for the memory (the state travels inside the connections to the hosts)");
        refuseIf(request.destinationName().isPresent(), "another name (libvirt restores a VM by its own name only)");
    }

    private void refuseIf(boolean set, String what) {
        if (set) {
            blocker(Check.CAPABILITY, "suspend-copy-resume does not know " + what);
        }
    }

    private void leftovers(VmId vm) {
        String record = new BufferNames(vm, source.id()).record();
        if (source.directory(Buffer.DISK).has(record)) {
            blocker(
                    Check.BUFFER,
                    "an earlier suspend-copy-resume of it is under way or was interrupted on %s; resumeSuspended ends it"
                            .formatted(source.uri()));
        }
    }

    private void owner(LibvirtSite site) {
        String disk = site.directory(Buffer.DISK).path();
        if (isOfAnotherLibvirt(site.uri(), disk)) {
            blocker(
                    Check.BUFFER,
                    "the buffer '%s' on %s belongs to the libvirt of the system, not to that of a user; add to the address one that the user may write: ?buffer-disk=/path"
                            .formatted(disk, site.uri()));
        }
    }

    /** Tells whether a directory is the system's libvirt's where the address means the one of a user. */
    static boolean isOfAnotherLibvirt(HostUri uri, String directory) {
        return uri.path().startsWith("/session") && directory.startsWith("/var/lib/libvirt/");
    }

    private void room(LibvirtSite site, DataSize needed) {
        FileDirectory directory = site.directory(kind);
        try {
            FileDirectory.Room room = directory.room();
            if (kind == Buffer.MEMORY) {
                requireTmpfs(site.host(), directory.path());
            }
            if (room.free().compareTo(needed) < 0) {
                blocker(
                        Check.BUFFER,
                        "its state needs up to %s in the buffer '%s' on %s, which has room for %s%s"
                                .formatted(
                                        needed,
                                        directory.path(),
                                        site.uri(),
                                        room.free(),
                                        room.measuredAt().equals(directory.path())
                                                ? ""
                                                : " (it is not there yet: measured in '%s')"
                                                        .formatted(room.measuredAt())));
            }
        } catch (HypervisorException unusable) {
            blocker(
                    Check.BUFFER,
                    "the buffer '%s' on %s cannot be used: %s"
                            .formatted(directory.path(), site.uri(), unusable.getMessage()));
        }
    }

    private void requireTmpfs(LibvirtHost host, String path) {
        Optional<MountTable.Mount> mount = StorageDirectory.mounts(host).holding(path);
        String type = mount.map(MountTable.Mount::type).orElse("unknown");
        if (!type.equals(IN_MEMORY)) {
            blocker(
                    Check.BUFFER,
                    "the buffer '%s' on %s is to be in memory (tmpfs), but its file system is %s%s"
                            .formatted(
                                    path,
                                    host.uri(),
                                    type,
                                    mount.map(at -> ", mounted on '%s'".formatted(at.directory()))
                                            .orElse("")));
        }
    }

    private void memory(LibvirtSite site, DataSize buffer, DataSize needed) {
        DataSize free = site.host().memory().free();
        if (free.compareTo(needed) < 0) {
            blocker(
                    Check.BUFFER,
                    "a buffer in memory takes up to %s of the memory of %s, where %s is needed in all and %s is free"
                            .formatted(buffer, site.uri(), needed, free));
        }
    }

    private void blocker(Check check, String message) {
        findings.add(new Finding(Severity.BLOCKER, check, message));
    }
}
