package io.vacate.bench.xen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A kind of guest, in the words of {@code testbed/xen-guest}.
 *
 * @param memoryMib its size
 * @param dirtyMib how much it is asked to rewrite in a second
 * @param workingSetMib what it rewrites again and again
 */
record GuestKind(int memoryMib, int dirtyMib, int workingSetMib) {
    /** Sizes that predictions may learn from. */
    static final List<Integer> TAUGHT = List.of(64, 128, 256, 512);

    /** Sizes that are only predicted. */
    private static final List<Integer> UNSEEN = List.of(96, 192, 384);

    /** Of the smallest guests, their kernels leave no more. */
    private static final Map<Integer, Integer> SMALL_WORKING_SETS = Map.of(64, 4, 96, 24);

    /** Returns the kinds that are measured: each size idle, and rewriting at two rates. */
    static List<GuestKind> all() {
        List<GuestKind> kinds = new ArrayList<>();
        for (int memory :
                Stream.concat(TAUGHT.stream(), UNSEEN.stream()).sorted().toList()) {
            for (int dirty : List.of(0, 4, 8)) {
                kinds.add(new GuestKind(memory, dirty, SMALL_WORKING_SETS.getOrDefault(memory, memory / 2)));
            }
        }
        return kinds;
    }

    String label() {
        return dirtyMib == 0 ? memoryMib + "-idle" : "%d-d%d".formatted(memoryMib, dirtyMib);
    }

    String[] options() {
        return new String[] {
            "--memory", Integer.toString(memoryMib),
            "--working-set", Integer.toString(workingSetMib),
            "--dirty", Integer.toString(dirtyMib)
        };
    }
}
