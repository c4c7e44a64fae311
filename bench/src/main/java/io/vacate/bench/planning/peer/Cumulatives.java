package io.vacate.bench.planning.peer;

import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CumulativeConstraint;
import com.google.ortools.sat.IntervalVar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What uses which {@link Resource} when, as constraints of CP-SAT. A resource that cannot run out gets none. */
final class Cumulatives {
    private final Map<Resource, Long> capacities;
    private final Map<Resource, List<Use>> uses = new LinkedHashMap<>();

    private record Use(IntervalVar interval, long demand) {}

    Cumulatives(Map<Resource, Long> capacities) {
        this.capacities = capacities;
    }

    /** Uses a resource as long as an interval lasts; does nothing where there is no limit of it. */
    void use(Resource resource, IntervalVar interval, long demand) {
        if (demand > 0 && capacities.containsKey(resource)) {
            uses.computeIfAbsent(resource, key -> new ArrayList<>()).add(new Use(interval, demand));
        }
    }

    /**
     * Adds the constraints.
     *
     * @throws InexpressibleProblemException if there is less than nothing of a resource
     */
    void post(CpModel model) {
        capacities.forEach((resource, capacity) -> {
            if (capacity < 0) {
                throw new InexpressibleProblemException("infeasible: of %s %s there is %d too little from the start"
                        .formatted(resource.kind(), resource.name(), -capacity));
            }
        });
        uses.forEach((resource, all) ->
                post(model, all, Optional.ofNullable(capacities.get(resource)).orElseThrow()));
    }

    private static void post(CpModel model, List<Use> all, long capacity) {
        if (all.stream().mapToLong(Use::demand).sum() <= capacity) {
            return;
        }
        // Small numbers are faster. Multiples of a unit fill a capacity up to one of its multiples only.
        long unit = all.stream().mapToLong(Use::demand).reduce(0, Cumulatives::commonDivisor);
        CumulativeConstraint constraint = model.addCumulative(capacity / unit);
        all.forEach(use -> constraint.addDemand(use.interval(), use.demand() / unit));
    }

    private static long commonDivisor(long a, long b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }
}
