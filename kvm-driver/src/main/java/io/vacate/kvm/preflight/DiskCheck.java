package io.vacate.kvm.preflight;

import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.kvm.preflight.GuestFacts.GuestDisk;
import io.vacate.libvirt.Presence;
import java.util.ArrayList;
import java.util.List;

/** Whether the destination has the VM's disks, or gets them. */
final class DiskCheck implements PreflightCheck {
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
                        "disk %s ('%s') has cache mode 'unsafe': what the source has not written out is lost to the"
                                + " destination",
                        disk.target(),
                        disk.source()));
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
                    "disk %s: '%s' is not on the destination %s: %s",
                    disk.target(),
                    disk.source(),
                    destination,
                    way));
        } else if (there != Presence.ACTIVE) {
            found.add(PreflightCheck.note(
                    Check.DISK,
                    "disk %s: whether '%s' is on the destination %s cannot be told, as no storage pool there has its"
                            + " directory",
                    disk.target(),
                    disk.source(),
                    destination));
        }
    }

    private static void copied(GuestDisk disk, Presence there, Move move, List<Finding> found) {
        String destination = move.destination().name();
        boolean needsBase = move.request().storageCopy() == StorageCopy.INCREMENTAL;
        if (needsBase && there == Presence.ABSENT) {
            found.add(PreflightCheck.blocker(
                    Check.DISK,
                    "disk %s: the destination %s has no '%s', and an incremental copy needs its base image there",
                    disk.target(),
                    destination,
                    disk.source()));
        } else if (there == Presence.UNKNOWN) {
            found.add(PreflightCheck.note(
                    Check.DISK,
                    "disk %s: no storage pool of the destination %s has the directory of '%s', so the image must be there"
                            + " already for its copy",
                    disk.target(),
                    destination,
                    disk.source()));
        } else if (!needsBase && there == Presence.ACTIVE) {
            found.add(PreflightCheck.note(
                    Check.DISK,
                    "disk %s: the copy overwrites '%s', which the destination %s has already",
                    disk.target(),
                    disk.source(),
                    destination));
        }
    }
}
