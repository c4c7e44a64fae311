package io.vacate.libvirt.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.guest.GuestDisk;
import io.vacate.libvirt.storage.SharedFileSystems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether both hosts may safely use the disks that are not copied. The source's hypervisor has the last word where it can be
 * asked; what is found here tells which disk it means.
 *
 * @param move the migration
 * @param copy what is copied
 * @param missing disks that are certainly not at the destination, of which enough is said
 */
record StorageSafety(Move move, CopiedDisks copy, List<GuestDisk> missing) {
    List<Finding> findings() {
        List<Finding> found = new ArrayList<>();
        boolean isKnown = false;
        for (GuestDisk disk : move.guestThere().disks()) {
            if (copy.isCopied(disk)
                    || disk.isTransient()
                    || disk.readOnly()
                    || disk.source().isEmpty()
                    || missing.contains(disk)) {
                continue;
            }
            Optional<String> local = disk.isFile() && !move.answer().trustsStorage()
                    ? move.source().fileSystem(disk.source()).filter(type -> !SharedFileSystems.isShared(type))
                    : Optional.empty();
            if (local.isPresent()) {
                isKnown = true;
                found.add(local(disk, local.get()));
            } else if (disk.isPath() && disk.cache().equals("unsafe")) {
                found.add(PreflightCheck.risk(
                        Check.STORAGE,
                        "disk %s ('%s') has cache mode 'unsafe': what the source has not written out is lost to the destination"
                                .formatted(disk.target(), disk.source())));
            }
        }
        if (!isKnown && missing.isEmpty()) {
            move.answer()
                    .unsafeStorage()
                    .ifPresent(why -> found.add(PreflightCheck.risk(
                            Check.STORAGE,
                            "%s on %s takes its storage for unsafe: %s"
                                    .formatted(
                                            move.source().hypervisorName(),
                                            move.source().name(),
                                            why))));
        }
        return found;
    }

    private Finding local(GuestDisk disk, String fileSystem) {
        return PreflightCheck.risk(
                Check.STORAGE,
                "disk %s: '%s' is on a file system of the source's own (%s), so that the destination %s may have another file there: copy it (--copy-storage), or accept that both are the same (--force storage)"
                        .formatted(
                                disk.target(),
                                disk.source(),
                                fileSystem,
                                move.destination().name()));
    }
}
