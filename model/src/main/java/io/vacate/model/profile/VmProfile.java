package io.vacate.model.profile;

import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.internal.Check;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/**
 * What migration sees of a VM.
 *
 * @param id identity, kept across migrations
 * @param name name for people; not blank
 * @param memory configured memory, positive, at most 1 EiB
 * @param usedMemory memory that is not zero, which the first round really sends; at most {@code memory}
 * @param dirty how fast the VM rewrites its memory
 * @param downtimeLimit longest pause that the switch-over may plan for, at least 1 ms (hypervisors take whole
 *     milliseconds)
 * @param resident what the VM's process holds on its host, its own share included and not cut to {@code memory}; 0 where
 *     that is not known
 * @param disk local disks that a migration with storage copies along; 0 for none
 * @param compressibility how much smaller its memory gets where it is compressed
 */
public record VmProfile(
        VmId id,
        String name,
        DataSize memory,
        DataSize usedMemory,
        DirtyCurve dirty,
        Duration downtimeLimit,
        DataSize resident,
        DataSize disk,
        Compressibility compressibility) {
    private static final int PAGE_BYTES = 4096;
    private static final int HEADER_BYTES = 8;
    private static final double SENT_PER_BYTE = (PAGE_BYTES + HEADER_BYTES) / (double) PAGE_BYTES;
    private static final DataSize MOST_MEMORY = DataSize.ofBytes(1L << 60);
    private static final Duration SHORTEST_DOWNTIME_LIMIT = Duration.ofMillis(1);

    /** QEMU's default. */
    private static final Duration USUAL_DOWNTIME_LIMIT = Duration.ofMillis(300);

    /**
     * Checks the profile.
     *
     * @throws IllegalArgumentException if a component is out of the range given above; the message names it
     */
    public VmProfile {
        Check.notBlank(name, "name");
        if (memory.isZero() || memory.compareTo(MOST_MEMORY) > 0) {
            throw new IllegalArgumentException(
                    "memory (%s) of VM '%s' must be positive and at most %s".formatted(memory, name, MOST_MEMORY));
        }
        if (usedMemory.compareTo(memory) > 0) {
            throw new IllegalArgumentException(
                    "usedMemory (%s) of VM '%s' must not be above its memory (%s)".formatted(usedMemory, name, memory));
        }
        // A limit of nearly 0 is never met and would make the rounds of pre-copy arbitrarily many.
        if (downtimeLimit.compareTo(SHORTEST_DOWNTIME_LIMIT) < 0) {
            throw new IllegalArgumentException(
                    "downtimeLimit (%s) of VM '%s' must be at least 1 ms".formatted(downtimeLimit, name));
        }
    }

    /** Makes the profile of a VM without local disks, of whose memory's compressibility nothing is known. */
    public VmProfile(
            VmId id, String name, DataSize memory, DataSize usedMemory, DirtyCurve dirty, Duration downtimeLimit) {
        this(id, name, memory, usedMemory, dirty, downtimeLimit, DataSize.ZERO, DataSize.ZERO, Compressibility.NONE);
    }

    /**
     * Makes the profile of a VM of which only this is known: all of its memory is in use, its pause may take 300 ms, and its
     * identity follows from its name.
     *
     * @throws IllegalArgumentException if the name is blank, or the memory is 0 or more than 1 EiB
     */
    public static VmProfile of(String name, DataSize memory, DirtyCurve dirty) {
        VmId id = new VmId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
        return new VmProfile(id, name, memory, memory, dirty, USUAL_DOWNTIME_LIMIT);
    }

    /**
     * Returns what the first round sends: the used memory, and for each page of 4 KiB, be it zero or not, a header of 8
     * bytes, as in QEMU's stream.
     */
    public DataSize firstRound() {
        return usedMemory.plus(DataSize.ofBytes(memory.bytes() / PAGE_BYTES * HEADER_BYTES));
    }

    /**
     * Returns the bytes to send for what the VM rewrites within {@code seconds}: D(seconds), at most the memory, with
     * headers.
     */
    public double bytesRewrittenWithin(double seconds) {
        return Math.min(dirty.bytesWithin(seconds), (double) memory.bytes()) * SENT_PER_BYTE;
    }

    /** Returns this profile with another amount of used memory, cut to the configured memory. */
    public VmProfile withUsedMemory(DataSize used) {
        return new VmProfile(id, name, memory, used.min(memory), dirty, downtimeLimit, resident, disk, compressibility);
    }

    /** Returns this profile with another dirty curve. */
    public VmProfile withDirty(DirtyCurve curve) {
        return new VmProfile(id, name, memory, usedMemory, curve, downtimeLimit, resident, disk, compressibility);
    }

    /**
     * Returns this profile with another limit of its pause.
     *
     * @throws IllegalArgumentException if {@code limit} is below 1 ms
     */
    public VmProfile withDowntimeLimit(Duration limit) {
        return new VmProfile(id, name, memory, usedMemory, dirty, limit, resident, disk, compressibility);
    }

    /** Returns this profile with what the VM's process holds on its host. */
    public VmProfile withResident(DataSize size) {
        return new VmProfile(id, name, memory, usedMemory, dirty, downtimeLimit, size, disk, compressibility);
    }

    /** Returns this profile with local disks of that size in all. */
    public VmProfile withDisk(DataSize size) {
        return new VmProfile(id, name, memory, usedMemory, dirty, downtimeLimit, resident, size, compressibility);
    }

    /** Returns this profile with what compressing its memory gains. */
    public VmProfile withCompressibility(Compressibility ratios) {
        return new VmProfile(id, name, memory, usedMemory, dirty, downtimeLimit, resident, disk, ratios);
    }
}
