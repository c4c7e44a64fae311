package io.vacate.libvirt.preflight;

import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.host.Presence;
import io.vacate.libvirt.preflight.GuestFacts.GuestDisk;
import java.util.ArrayList;
import java.util.List;

/** Whether the destination has the VM's disks, or gets them. */
public final class DiskCheck implements PreflightCheck {
    /** Makes the check; all are the same. */
    public DiskCheck() {}

    @Override
    public List<Finding> findings(Move move) {
        List<Finding> found = new ArrayList<>();
        StorageCopy copy = move.request().storageCopy();
        for (GuestDisk disk : move.guestThere().disks()) {
            if (!disk.isPath()) {
                continue;
            }
            boolean copied = copy != StorageCopy.NONE && disk.isCopied();
            if (!copied && disk.cache().equals("unsafe") && !disk.readOnly()) {
                found.add(PreflightCheck.risk(
                        Check.DISK,
                        ("disk %s ('%s') has cache mode 'unsafe': what the source has not written out is lost to the"
                                        + " destination")
                                .formatted(disk.target(), disk.source())));
            }
            Presence there = move.destination().volume(disk.source());
            if (copied) {
                copied(disk, there, move, found);
            } else {
                shared(disk, there, move, found);
            }
        }
        return found;
    }

    private static void shared(GuestDisk disk, Presence there, Move move, List<Finding> found) {
        String destination = move.destination().name();
        if (there == Presence.ABSENT) {
            String way = disk.isCopied() ? "copy the storage, or put it there" : "put it there";
            found.add(PreflightCheck.blocker(
                    Check.DISK,
                    "disk %s: '%s' is not on the destination %s: %s"
                            .formatted(disk.target(), disk.source(), destination, way)));
        } else if (there != Presence.ACTIVE) {
            found.add(PreflightCheck.note(
                    Check.DISK,
                    ("disk %s: whether '%s' is on the destination %s cannot be told, as no storage pool there has its"
                                    + " directory")
                            .formatted(disk.target(), disk.source(), destination)));
        }
    }

    /** The driver makes the images, in any directory; what is there already may be another VM's. */
    private static void copied(GuestDisk disk, Presence there, Move move, List<Finding> found) {
        if (there == Presence.ACTIVE) {
            found.add(PreflightCheck.risk(
                    Check.DISK,
                    ("disk %s: the copy would overwrite '%s', which the destination %s has already; remove it there, or force"
                                    + " the request")
                            .formatted(
                                    disk.target(),
                                    disk.source(),
                                    move.destination().name())));
        }
    }
}
