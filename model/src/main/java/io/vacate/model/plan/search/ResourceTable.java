package io.vacate.model.plan.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what jobs hold while they run; in the end only the resources remain that could be short. */
final class ResourceTable {
    /** So that sums of two fit into an {@code int}. */
    private static final long MOST = 1L << 29;

    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<Long> capacities = new ArrayList<>();
    private final List<List<long[]>> uses = new ArrayList<>();

    ResourceTable(int jobs) {
        for (int job = 0; job < jobs; job++) {
            uses.add(new ArrayList<>(8));
        }
    }

    /** Resources, and which job uses how much of which. */
    static final class Packed {
        final Jobs.Resources resources;
        final int[][] uses;
        final int[][] amounts;

        Packed(Jobs.Resources resources, int[][] uses, int[][] amounts) {
            this.resources = resources;
            this.uses = uses;
            this.amounts = amounts;
        }
    }

    void use(int job, String name, long capacity, long amount) {
        int id = ids.computeIfAbsent(name, key -> {
            names.add(key);
            capacities.add(capacity);
            return capacities.size() - 1;
        });
        uses.get(job).add(new long[] {id, amount});
    }

    Packed pack() {
        int count = names.size();
        long[] sum = new long[count];
        long[] unit = new long[count];
        for (int r = 0; r < count; r++) {
            unit[r] = capacities.get(r);
        }
        for (List<long[]> ofJob : uses) {
            for (long[] use : ofJob) {
                int r = (int) use[0];
                sum[r] += use[1];
                unit[r] = gcd(unit[r], use[1]);
            }
        }
        int[] packed = new int[count];
        List<String> kept = new ArrayList<>();
        List<Integer> keptCapacity = new ArrayList<>();
        for (int r = 0; r < count; r++) {
            packed[r] = -1;
            if (sum[r] > capacities.get(r)) {
                packed[r] = kept.size();
                kept.add(names.get(r));
                unit[r] = Math.max(unit[r], capacities.get(r) / MOST + 1);
                keptCapacity.add((int) (capacities.get(r) / unit[r]));
            }
        }
        Jobs.Resources resources = new Jobs.Resources(
                kept.toArray(String[]::new),
                keptCapacity.stream().mapToInt(Integer::intValue).toArray());
        int[][] used = new int[uses.size()][];
        int[][] amounts = new int[uses.size()][];
        for (int job = 0; job < used.length; job++) {
            List<long[]> ofJob = uses.get(job).stream()
                    .filter(use -> packed[(int) use[0]] >= 0)
                    .toList();
            used[job] = ofJob.stream().mapToInt(use -> packed[(int) use[0]]).toArray();
            amounts[job] = ofJob.stream()
                    // Rounded against the job where numbers are too large to be exact.
                    .mapToInt(use -> (int) -Math.floorDiv(-use[1], unit[(int) use[0]]))
                    .toArray();
        }
        return new Packed(resources, used, amounts);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
