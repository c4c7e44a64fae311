package io.vacate.libvirt.preflight;

import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.libvirt.guest.GuestDisk;
import io.vacate.libvirt.host.Presence;
import io.vacate.libvirt.storage.SharedFileSystems;
import io.vacate.libvirt.storage.StoredFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which disks a copy of the storage copies, by name. Left to itself libvirt would copy every disk that only this VM writes to,
 * those on shared storage included: onto themselves. Unless the request names the disks, those are copied that are files on
 * a file system of the source's own.
 *
 * @param copied the disks that are copied
 * @param kept the disks that libvirt would have copied and that are not copied, and why
 * @param overwritten those of the copied ones whose path is another file at the destination
 */
public record CopiedDisks(List<GuestDisk> copied, List<Kept> kept, List<GuestDisk> overwritten) {
    /** Nothing is copied, as nothing was asked for. */
    public static final CopiedDisks NONE = new CopiedDisks(List.of(), List.of(), List.of());

    /** Copies the lists. */
    public CopiedDisks {
        copied = List.copyOf(copied);
        kept = List.copyOf(kept);
        overwritten = List.copyOf(overwritten);
    }

    /**
     * A disk that is not copied.
     *
     * @param disk the disk
     * @param why why not, for people
     */
    public record Kept(GuestDisk disk, String why) {}

    /** How the file at a disk's path at the destination is related to the disk. */
    private enum Relation {
        /** There is none, or nobody can tell. */
        NONE,
        /** It is the very same file. */
        SAME,
        /** It is another file. */
        OTHER
    }

    /**
     * Decides it, asking both hosts.
     *
     * @throws IllegalArgumentException if the request names a disk that the VM has not, or that cannot be copied
     */
    public static CopiedDisks of(Move move) {
        return of(move.guest().disks(), move.source(), move.destination(), move.request());
    }

    /** Decides it for disks. */
    public static CopiedDisks of(
            List<GuestDisk> disks, HostFacts source, HostFacts destination, MigrationRequest request) {
        if (request.storageCopy() == StorageCopy.NONE) {
            return NONE;
        }
        requireKnown(request.copiedDisks(), disks);
        List<GuestDisk> copied = new ArrayList<>();
        List<Kept> kept = new ArrayList<>();
        List<GuestDisk> overwritten = new ArrayList<>();
        for (GuestDisk disk : disks) {
            if (!disk.canBeCopied()) {
                continue;
            }
            Optional<String> reason = reasonToKeep(disk, source, request);
            Relation there = reason.isEmpty() && disk.isPath() ? relation(disk, source, destination) : Relation.NONE;
            if (reason.isPresent() || there == Relation.SAME) {
                kept.add(new Kept(disk, reason.orElse("the destination sees the very same file")));
                continue;
            }
            copied.add(disk);
            if (there == Relation.OTHER && disk.isFile()) {
                overwritten.add(disk);
            }
        }
        return new CopiedDisks(copied, kept, overwritten);
    }

    private static void requireKnown(Set<String> named, List<GuestDisk> disks) {
        Set<String> possible = disks.stream()
                .filter(GuestDisk::canBeCopied)
                .map(GuestDisk::target)
                .collect(Collectors.toSet());
        named.stream()
                .filter(target -> !possible.contains(target))
                .sorted()
                .findFirst()
                .ifPresent(unknown -> {
                    throw new IllegalArgumentException(
                            "disk '%s' is to be copied, but the disks that can be copied are %s; nothing was changed"
                                    .formatted(
                                            unknown,
                                            possible.isEmpty()
                                                    ? "none"
                                                    : possible.stream().sorted().collect(Collectors.joining(", "))));
                });
    }

    private static Optional<String> reasonToKeep(GuestDisk disk, HostFacts source, MigrationRequest request) {
        if (!request.copiedDisks().isEmpty()) {
            return request.copiedDisks().contains(disk.target())
                    ? Optional.empty()
                    : Optional.of("it is not among those to be copied");
        }
        if (disk.type().equals("network")) {
            return Optional.of("it is the same on the network for both hosts");
        }
        if (!disk.isFile()) {
            return Optional.of(
                    "it is no file, and taken to be the same for both hosts; if it is local, name it among the disks to copy");
        }
        return source.fileSystem(disk.source())
                .filter(SharedFileSystems::isShared)
                .map("it is on a file system that hosts share (%s)"::formatted);
    }

    /**
     * The same path may be another file. A file that both see has one size, and the destination sees a time of its last change
     * between those that the source sees before and after, however busily the guest writes.
     */
    private static Relation relation(GuestDisk disk, HostFacts source, HostFacts destination) {
        Optional<StoredFile> before = source.stored(disk.source());
        Optional<StoredFile> there = destination.stored(disk.source());
        if (there.isEmpty()) {
            return destination.file(disk.source()) == Presence.ACTIVE ? Relation.OTHER : Relation.NONE;
        }
        Optional<StoredFile> after = source.stored(disk.source());
        if (before.isEmpty() || after.isEmpty()) {
            return Relation.OTHER;
        }
        Instant changed = there.get().modified();
        boolean isSameSize = there.get().size().compareTo(before.get().size()) >= 0
                && there.get().size().compareTo(after.get().size()) <= 0;
        boolean isSameTime = !changed.isBefore(before.get().modified())
                && !changed.isAfter(after.get().modified());
        return isSameSize && isSameTime ? Relation.SAME : Relation.OTHER;
    }

    /** Tells whether a disk is copied. */
    public boolean isCopied(GuestDisk disk) {
        return copied.stream().anyMatch(other -> other.target().equals(disk.target()));
    }
}
