package io.vacate.bench.testbed;

import java.util.List;

/**
 * A kind of guest, in the words of {@code testbed/guest}.
 *
 * @param label names the kind in the ids of cases
 * @param memoryMib its size
 * @param fillMib how much of it holds content
 * @param dirtyMib how much it is asked to rewrite in a second
 * @param workingSetMib what it rewrites again and again
 * @param diskMib its local disk, 0 for none
 */
record GuestKind(String label, int memoryMib, int fillMib, int dirtyMib, int workingSetMib, int diskMib) {
    private static final int HARDLY_ANY_MIB = 16;

    /** Returns a guest that has hardly more in memory than its kernel. */
    static GuestKind idle(int memoryMib) {
        return new GuestKind(memoryMib + "-idle", memoryMib, HARDLY_ANY_MIB, 0, HARDLY_ANY_MIB, 0);
    }

    /** Returns an idle guest whose memory is full: as {@code testbed/lib/guests.sh} has the limit. */
    static GuestKind filled(int memoryMib) {
        int fill = memoryMib - 54 - memoryMib * 10 / 128;
        return new GuestKind(memoryMib + "-filled", memoryMib, fill, 0, HARDLY_ANY_MIB, 0);
    }

    /** Returns a guest that rewrites about five eighths of its memory, the small one half. */
    static GuestKind busy(int memoryMib, int dirtyMib) {
        int workingSet = memoryMib <= 128 ? memoryMib / 2 : memoryMib * 5 / 8;
        return new GuestKind(memoryMib + "-d" + dirtyMib, memoryMib, workingSet, dirtyMib, workingSet, 0);
    }

    GuestKind withDisk(int mebibytes) {
        return new GuestKind(label, memoryMib, fillMib, dirtyMib, workingSetMib, mebibytes);
    }

    List<String> options() {
        return List.of(
                "--memory",
                Integer.toString(memoryMib),
                "--fill",
                Integer.toString(fillMib),
                "--dirty",
                Integer.toString(dirtyMib),
                "--working-set",
                Integer.toString(workingSetMib),
                "--disk",
                Integer.toString(diskMib));
    }
}
