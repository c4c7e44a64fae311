package io.vacate.libvirt.preflight;

import com.sun.jna.Memory;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.guest.GuestDisk;
import io.vacate.libvirt.guest.GuestFacts;
import io.vacate.libvirt.guest.GuestState;
import io.vacate.libvirt.jna.LibvirtLibrary;
import java.util.List;
import org.libvirt.jna.DomainPointer;

/** Asks a host what it keeps about a VM beside its definition. Changes nothing. */
public final class GuestLookups {
    /** Size of {@code virDomainBlockJobInfo}: int type; unsigned long bandwidth; unsigned long long cur, end. */
    private static final int BLOCK_JOB_INFO_SIZE = 32;

    private GuestLookups() {}

    /** Asks it; what a host does not know of is not there. Blocks until the host has answered. */
    public static GuestState state(Connection connection, VmId vm, GuestFacts guest) {
        String doing = "look for snapshots of VM " + vm;
        return connection.withDomain(
                vm,
                doing,
                (library, domain) -> new GuestState(
                        Math.max(0, library.virDomainSnapshotNum(domain, 0)),
                        Math.max(0, library.virDomainListAllCheckpoints(domain, null, 0)),
                        busyDisks(library, domain, guest.disks())));
    }

    private static List<String> busyDisks(LibvirtLibrary library, DomainPointer domain, List<GuestDisk> disks) {
        try (Memory info = new Memory(BLOCK_JOB_INFO_SIZE)) {
            return disks.stream()
                    .filter(disk -> !disk.source().isEmpty())
                    .map(GuestDisk::target)
                    .filter(target -> library.virDomainGetBlockJobInfo(domain, target, info, 0) == 1)
                    .toList();
        }
    }
}
