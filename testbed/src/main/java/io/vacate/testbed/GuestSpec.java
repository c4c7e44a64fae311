package io.vacate.testbed;

/**
 * What a guest of the testbed shall be like: an idle guest of 128 MiB that is defined persistently, but for what the
 * other methods change.
 *
 * @param name its name, unique in the testbed; any characters that libvirt allows
 * @param memoryMib its memory in MiB, above 0
 * @param workingSetMib the memory in MiB that it rewrites again and again, at least 0
 * @param dirtyMibPerSecond the rate of rewriting in MiB/s, at least 0; 0 means idle
 * @param fillMib the memory in MiB that it fills and verifies, at least {@code workingSetMib}
 * @param isPersistent whether the host keeps its definition when it is off
 * @param disk its disk, which it rewrites and verifies as well
 * @param isDamaged whether a page of its memory is wrong from the beginning, for tests of those who must notice
 * @param machine what else it is made of
 */
public record GuestSpec(
        String name,
        int memoryMib,
        int workingSetMib,
        int dirtyMibPerSecond,
        int fillMib,
        boolean isPersistent,
        Disk disk,
        boolean isDamaged,
        Machine machine) {
    /**
     * What else a guest is made of.
     *
     * @param vcpus its virtual CPUs, at least 1
     * @param hasBalloon whether it can be asked to make do with less memory
     * @param reboots whether a non-maskable interrupt has it reboot; a guest that reboots otherwise is destroyed
     * @param isOnHugePages whether its memory is in huge pages of this machine, which must have enough of them
     */
    public record Machine(int vcpus, boolean hasBalloon, boolean reboots, boolean isOnHugePages) {
        /** One virtual CPU, and nothing else. */
        public static final Machine PLAIN = new Machine(1, false, false, false);

        /** One virtual CPU, and memory in huge pages. */
        public static final Machine HUGE_PAGES = new Machine(1, false, false, true);

        /** A machine whose memory is in ordinary pages. */
        public Machine(int vcpus, boolean hasBalloon, boolean reboots) {
            this(vcpus, hasBalloon, reboots, false);
        }

        /** @throws IllegalArgumentException if {@code vcpus} is below 1 */
        public Machine {
            if (vcpus < 1) {
                throw new IllegalArgumentException("vcpus (%d) must be at least 1".formatted(vcpus));
            }
        }
    }

    /**
     * A guest's disk.
     *
     * @param mib its size in MiB, at least 0; 0 means that there is none
     * @param kind where it is and what it is made of
     */
    public record Disk(int mib, Kind kind) {
        /** No disk. */
        public static final Disk NONE = new Disk(0, Kind.LOCAL);

        /** @throws IllegalArgumentException if {@code mib} is negative */
        public Disk {
            if (mib < 0) {
                throw new IllegalArgumentException("mib (%d) must not be negative".formatted(mib));
            }
        }

        /** Where a disk is and what it is made of. */
        public enum Kind {
            /** A raw image in a folder of its host's own. */
            LOCAL,
            /** A qcow2 image in a folder of its host's own, on top of a base image that each host has there. */
            LAYERED,
            /** A raw image in a folder that all hosts see. */
            SHARED
        }
    }

    /** @throws IllegalArgumentException if a number is outside its range or the name is blank */
    public GuestSpec {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank");
        }
        if (memoryMib <= 0) {
            throw new IllegalArgumentException("memoryMib (%d) must be above 0".formatted(memoryMib));
        }
        if (workingSetMib < 0 || dirtyMibPerSecond < 0) {
            throw new IllegalArgumentException("workingSetMib (%d) and dirtyMibPerSecond (%d) must not be negative"
                    .formatted(workingSetMib, dirtyMibPerSecond));
        }
        if (fillMib < workingSetMib) {
            throw new IllegalArgumentException(
                    "fillMib (%d) must be at least workingSetMib (%d)".formatted(fillMib, workingSetMib));
        }
    }

    /**
     * Returns an idle, persistent guest of 128 MiB, 64 MiB of them filled.
     *
     * @param name its name
     * @return the specification
     */
    public static GuestSpec named(String name) {
        return new GuestSpec(name, 128, 64, 0, 64, true, Disk.NONE, false, Machine.PLAIN);
    }

    /**
     * Returns this guest with other memory.
     *
     * @param mebibytes its memory in MiB
     * @return the specification
     */
    public GuestSpec withMemoryMib(int mebibytes) {
        return new GuestSpec(
                name, mebibytes, workingSetMib, dirtyMibPerSecond, fillMib, isPersistent, disk, isDamaged, machine);
    }

    /**
     * Returns this guest rewriting its memory.
     *
     * @param mebibytesPerSecond the rate of rewriting in MiB/s
     * @param mebibytes the working set in MiB; also filled, if that is more than what this guest fills
     * @return the specification
     */
    public GuestSpec dirtying(int mebibytesPerSecond, int mebibytes) {
        return new GuestSpec(
                name,
                memoryMib,
                mebibytes,
                mebibytesPerSecond,
                Math.max(fillMib, mebibytes),
                isPersistent,
                disk,
                isDamaged,
                machine);
    }

    /**
     * Returns this guest filling and verifying so much memory.
     *
     * @param mebibytes the memory in MiB, at least the working set; at most about nine tenths of the guest's memory less
     *     54 MiB, which its kernel needs
     * @return the specification
     */
    public GuestSpec filling(int mebibytes) {
        return new GuestSpec(
                name,
                memoryMib,
                Math.min(workingSetMib, mebibytes),
                dirtyMibPerSecond,
                mebibytes,
                isPersistent,
                disk,
                isDamaged,
                machine);
    }

    /**
     * Returns this guest without a persistent definition.
     *
     * @return the specification
     */
    public GuestSpec asTransient() {
        return new GuestSpec(
                name, memoryMib, workingSetMib, dirtyMibPerSecond, fillMib, false, disk, isDamaged, machine);
    }

    /**
     * Returns this guest with a disk.
     *
     * @param mebibytes its size in MiB; the guest writes some 400 KiB/s, from its beginning to its end and then again
     * @param kind where it is and what it is made of
     * @return the specification
     */
    public GuestSpec withDisk(int mebibytes, Disk.Kind kind) {
        return new GuestSpec(
                name,
                memoryMib,
                workingSetMib,
                dirtyMibPerSecond,
                fillMib,
                isPersistent,
                new Disk(mebibytes, kind),
                isDamaged,
                machine);
    }

    /**
     * Returns this guest with a page of its memory wrong from the beginning, which whoever checks it must notice.
     *
     * @return the specification
     */
    public GuestSpec damaged() {
        return new GuestSpec(
                name, memoryMib, workingSetMib, dirtyMibPerSecond, fillMib, isPersistent, disk, true, machine);
    }

    /**
     * Returns this guest made of something else; hosts of the KVM testbed only.
     *
     * @param other what it is made of
     * @return the specification
     */
    public GuestSpec on(Machine other) {
        return new GuestSpec(
                name, memoryMib, workingSetMib, dirtyMibPerSecond, fillMib, isPersistent, disk, isDamaged, other);
    }
}
