package io.vacate.libvirt.migration;

import com.sun.jna.Memory;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.storage.StorageDirectory;
import io.vacate.libvirt.vm.VmLookups;
import io.vacate.libvirt.xml.LocalDisk;
import io.vacate.libvirt.xml.SafeXml;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images at the destination into which a migration copies disks. They are made before it starts; those that were made
 * for a migration that fails are deleted again. Used by one thread.
 */
final class DestinationDisks {
    private static final Logger LOG = LoggerFactory.getLogger(DestinationDisks.class);

    private final LibvirtHost source;
    private final LibvirtHost destination;
    private final VmId vm;
    private final MigrationCommand command;
    private final Deque<LocalDisk> made = new ArrayDeque<>();

    DestinationDisks(LibvirtHost source, LibvirtHost destination, VmId vm, MigrationCommand command) {
        this.source = source;
        this.destination = destination;
        this.vm = vm;
        this.command = command;
    }

    private boolean isIncremental() {
        return command.has(MigrationCommand.COPY_DISKS_INCREMENTALLY);
    }

    /**
     * Makes the images.
     *
     * @throws MigrationFailedException if a file of that name is there already, and the command does not override checks
     * @throws HypervisorException if one cannot be made; what was made before is there until {@link #delete}
     */
    void make() {
        if (command.copiedDisks().isEmpty()) {
            return;
        }
        List<LocalDisk> here = LocalDisk.of(VmLookups.xml(source.connection(), vm));
        List<LocalDisk> there = command.definition().map(LocalDisk::of).orElse(here);
        for (LocalDisk disk : here) {
            if (!command.copiedDisks().contains(disk.target())) {
                continue;
            }
            there.stream()
                    .filter(other -> other.target().equals(disk.target()))
                    .findFirst()
                    .ifPresent(other -> make(disk, other));
        }
    }

    private void make(LocalDisk disk, LocalDisk image) {
        StorageDirectory folder = StorageDirectory.common(destination, image.folder());
        if (folder.has(image.file())) {
            if (!command.overwritesDisks()) {
                throw new MigrationFailedException(
                        "%s has a file %s already, which the copy of disk '%s' of VM %s would overwrite, and which may be the disk of another VM; nothing was changed. Move it away, or accept that it is overwritten (--force overwrite)"
                                .formatted(destination.uri(), image.path(), disk.target(), vm));
            }
            return;
        }
        folder.create(image.file(), xml(disk, image));
        made.push(image);
    }

    private String xml(LocalDisk disk, LocalDisk image) {
        String below = isIncremental()
                ? disk.backing()
                        .map(backing -> "<backingStore><path>%s</path><format type='%s'/></backingStore>"
                                .formatted(SafeXml.escape(backing.path()), SafeXml.escape(backing.format())))
                        .orElseThrow(() -> new MigrationFailedException(
                                "Disk '%s' of VM %s lies on no base image, so that there is no increment to copy; copy it whole. Nothing was changed"
                                        .formatted(disk.target(), vm)))
                : "";
        return "<volume><name>%s</name><capacity unit='bytes'>%d</capacity><allocation>0</allocation><target><format type='%s'/></target>%s</volume>"
                .formatted(SafeXml.escape(image.file()), capacity(disk).bytes(), SafeXml.escape(image.format()), below);
    }

    private DataSize capacity(LocalDisk disk) {
        String doing = "read the size of disk '%s' of VM %s".formatted(disk.target(), vm);
        Connection connection = source.connection();
        return connection.withDomain(vm, doing, (library, domain) -> {
            try (Memory info = new Memory(3L * Long.BYTES)) {
                connection.check(library.virDomainGetBlockInfo(domain, disk.target(), info, 0), doing, vm);
                return DataSize.ofBytes(info.getLong(0));
            }
        });
    }

    /** Deletes what was made, as the VM has not come. Never throws. */
    void delete() {
        while (!made.isEmpty()) {
            LocalDisk image = made.pop();
            try {
                StorageDirectory.common(destination, image.folder()).delete(image.file());
            } catch (HypervisorException left) {
                LOG.warn(
                        "The unfinished copy {} of a disk of VM {} is left on {}: {}",
                        image.path(),
                        vm,
                        destination.uri(),
                        left.getMessage());
            }
        }
    }
}
