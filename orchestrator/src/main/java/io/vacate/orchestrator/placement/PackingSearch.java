package io.vacate.orchestrator.placement;

import io.vacate.api.unit.DataSize;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A depth-first search for any assignment that fits, tightest room first. For one thread, used once. */
final class PackingSearch {
    private final List<Demand> demands;
    private final Assignment assignment;

    /** Whether all rooms take the same VMs: then of rooms with equal memory left only one need be tried. */
    private final boolean alike;

    private int stepsLeft;
    private int deepest;

    PackingSearch(List<Demand> demands, Assignment assignment, int steps) {
        this.demands = demands;
        this.assignment = assignment;
        this.stepsLeft = steps;
        this.alike = demands.stream().map(Demand::candidates).distinct().count() <= 1;
    }

    boolean find() {
        return find(0);
    }

    Assignment assignment() {
        return assignment;
    }

    /** Returns the index of the demand that the search got to and could not place. */
    int deepest() {
        return deepest;
    }

    private boolean find(int index) {
        if (index == demands.size()) {
            return true;
        }
        deepest = Math.max(deepest, index);
        Demand demand = demands.get(index);
        Set<DataSize> tried = new HashSet<>();
        for (Room room :
                assignment.open(demand).sorted(assignment.byTightness()).toList()) {
            if (alike && !tried.add(assignment.freeOf(room))) {
                continue;
            }
            if (stepsLeft-- <= 0) {
                return false;
            }
            assignment.put(demand, room);
            if (find(index + 1)) {
                return true;
            }
            assignment.remove(demand, room);
        }
        return false;
    }
}
