package io.vacate.model.plan.search;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A depth-first search for any assignment of VMs to hosts that fits, the host with the least room first, bounded in steps:
 * enough for dozens of VMs that nearly fit, milliseconds at worst. For one thread, used once.
 */
final class Packing {
    private static final int STEPS = 200_000;
    /** Beyond that, an exact search is hopeless and would only need memory. */
    private static final int MOST_VMS = 2000;

    /** Where VMs can go. */
    interface Rooms {
        /** Tells whether a host can take a VM now. */
        boolean fits(Migration option);

        /** Returns what a host has left: of hosts that are alike in this only one need be tried. */
        List<Long> left(Migration option);

        void put(Migration option);

        void remove(Migration option);
    }

    private final List<List<Migration>> options;
    private final Rooms rooms;
    private final Deque<Migration> placed = new ArrayDeque<>();
    private int steps = STEPS;

    /** @param options by VM, the hardest to place first */
    Packing(List<List<Migration>> options, Rooms rooms) {
        this.options = options;
        this.rooms = rooms;
    }

    /** Returns the assignment, which has been put into the rooms; empty if none was found, and nothing is in them. */
    Optional<List<Migration>> find() {
        return options.size() <= MOST_VMS && find(0) ? Optional.of(List.copyOf(placed)) : Optional.empty();
    }

    private boolean find(int vm) {
        if (vm == options.size()) {
            return true;
        }
        List<Migration> fitting = options.get(vm).stream()
                .filter(rooms::fits)
                .sorted(Comparator.comparing(option -> rooms.left(option).get(0)))
                .toList();
        Set<List<Long>> tried = new HashSet<>();
        for (Migration option : fitting) {
            if (steps-- <= 0) {
                return false;
            }
            if (tried.add(rooms.left(option))) {
                rooms.put(option);
                placed.addLast(option);
                if (find(vm + 1)) {
                    return true;
                }
                placed.removeLast();
                rooms.remove(option);
            }
        }
        return false;
    }
}
