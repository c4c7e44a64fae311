package io.vacate.libvirt.preflight;

import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.guest.GuestDisk;
import io.vacate.libvirt.guest.GuestDisk.StartupPolicy;
import io.vacate.libvirt.host.Presence;
import java.util.ArrayList;
import java.util.List;

/** Whether the destination has the VM's disks, or gets them, and may have them. */
public final class DiskCheck implements PreflightCheck {
    /** Makes the check; all are the same. */
    public DiskCheck() {}

    @Override
    public List<Finding> findings(Move move) {
        CopiedDisks copy;
        try {
            copy = CopiedDisks.of(move);
        } catch (IllegalArgumentException unknown) {
            return List.of(PreflightCheck.blocker(Check.DISK, String.valueOf(unknown.getMessage())));
        }
        List<Finding> found = new ArrayList<>();
        copy(copy, move, found);
        List<GuestDisk> missing = new ArrayList<>();
        for (GuestDisk disk : move.guestThere().disks()) {
            if (!copy.isCopied(disk)) {
                if (disk.isPath() && !disk.isTransient() && shared(disk, move, found)) {
                    missing.add(disk);
                }
            }
        }
        found.addAll(new StorageSafety(move, copy, missing).findings());
        return found;
    }

    private static void copy(CopiedDisks copy, Move move, List<Finding> found) {
        for (GuestDisk disk : copy.copied()) {
            if (move.request().storageCopy() == StorageCopy.INCREMENTAL && !disk.isLayered()) {
                found.add(PreflightCheck.blocker(
                        Check.DISK,
                        "disk %s ('%s') lies on no base image, so that there is no increment to copy: copy it whole (--copy-storage all)"
                                .formatted(disk.target(), disk.source())));
                continue;
            }
            found.add(
                    copy.overwritten().contains(disk)
                            ? PreflightCheck.risk(
                                    Check.OVERWRITE,
                                    "disk %s: the copy would overwrite '%s', which the destination %s has already, and which is another file: it may be the disk of another VM"
                                            .formatted(
                                                    disk.target(),
                                                    disk.source(),
                                                    move.destination().name()))
                            : PreflightCheck.note(
                                    Check.DISK, "disk %s ('%s') is copied".formatted(disk.target(), disk.source())));
        }
        for (CopiedDisks.Kept kept : copy.kept()) {
            found.add(PreflightCheck.note(
                    Check.DISK,
                    "disk %s ('%s') is not copied: %s"
                            .formatted(kept.disk().target(), kept.disk().source(), kept.why())));
        }
        if (move.request().storageCopy() != StorageCopy.NONE
                && copy.copied().isEmpty()
                && copy.kept().isEmpty()) {
            found.add(PreflightCheck.note(Check.DISK, "it has no disk to copy"));
        }
    }

    /** Looks for a disk that is not copied; tells whether it is certainly missing. */
    private static boolean shared(GuestDisk disk, Move move, List<Finding> found) {
        String destination = move.destination().name();
        Presence there = move.destination().file(disk.source());
        if (there == Presence.ABSENT && disk.startupPolicy() != StartupPolicy.MANDATORY) {
            found.add(PreflightCheck.note(
                    Check.DISK,
                    "drive %s: '%s' is not on the destination %s and will be ejected, as its start-up policy says"
                            .formatted(disk.target(), disk.source(), destination)));
            return false;
        }
        if (there == Presence.ABSENT) {
            found.add(PreflightCheck.blocker(
                    Check.DISK,
                    "%s %s: '%s' is not on the destination %s: %s"
                            .formatted(
                                    disk.isRemovable() ? "drive" : "disk",
                                    disk.target(),
                                    disk.source(),
                                    destination,
                                    disk.canBeCopied()
                                            ? "copy the storage (--copy-storage), or put it there"
                                            : disk.isRemovable() ? "eject it, or put it there" : "put it there")));
            return true;
        }
        if (there != Presence.ACTIVE && disk.startupPolicy() != StartupPolicy.OPTIONAL) {
            found.add(PreflightCheck.note(
                    Check.DISK,
                    "disk %s: whether '%s' is on the destination %s cannot be told"
                            .formatted(disk.target(), disk.source(), destination)));
        }
        return false;
    }
}
