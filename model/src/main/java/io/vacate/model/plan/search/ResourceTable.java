package io.vacate.model.plan.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Collects what jobs hold while they run; in the end only the resources remain that could be short. */
final class ResourceTable {
    /** So that sums of two fit into an {@code int}. */
    private static final long MOST = 1L << 29;

    private final Map<Object, Integer> ids = new HashMap<>();
    private final List<Object> keys = new ArrayList<>();
    private final List<Function<Object, String>> namings = new ArrayList<>();
    private final Longs capacities = new Longs();
    private final Longs[] uses;

    ResourceTable(int jobs) {
        uses = new Longs[jobs];
        Arrays.setAll(uses, job -> new Longs());
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

    /** Lets a job use a resource, which {@code key} is equal to that of no other; {@code naming} is asked only when needed. */
    void use(int job, Object key, Function<Object, String> naming, long capacity, long amount) {
        Integer known = ids.get(key);
        int id = known == null ? keys.size() : known;
        if (known == null) {
            ids.put(key, id);
            keys.add(key);
            namings.add(naming);
            capacities.add(capacity);
        }
        uses[job].add(id);
        uses[job].add(amount);
    }

    Packed pack() {
        int count = keys.size();
        long[] sum = new long[count];
        long[] unit = new long[count];
        for (int r = 0; r < count; r++) {
            unit[r] = capacities.get(r);
        }
        for (Longs ofJob : uses) {
            for (int i = 0; i < ofJob.size(); i += 2) {
                int r = (int) ofJob.get(i);
                sum[r] += ofJob.get(i + 1);
                unit[r] = gcd(unit[r], ofJob.get(i + 1));
            }
        }
        int[] packed = new int[count];
        List<String> kept = new ArrayList<>();
        Longs keptCapacity = new Longs();
        for (int r = 0; r < count; r++) {
            packed[r] = -1;
            if (sum[r] > capacities.get(r)) {
                packed[r] = kept.size();
                kept.add(namings.get(r).apply(keys.get(r)));
                unit[r] = Math.max(unit[r], capacities.get(r) / MOST + 1);
                keptCapacity.add(capacities.get(r) / unit[r]);
            }
        }
        Jobs.Resources resources = new Jobs.Resources(kept.toArray(String[]::new), keptCapacity.ints());
        int[][] used = new int[uses.length][];
        int[][] amounts = new int[uses.length][];
        for (int job = 0; job < used.length; job++) {
            Longs needed = new Longs();
            Longs held = new Longs();
            for (int i = 0; i < uses[job].size(); i += 2) {
                int r = (int) uses[job].get(i);
                if (packed[r] >= 0) {
                    needed.add(packed[r]);
                    // Rounded against the job where numbers are too large to be exact.
                    held.add(-Math.floorDiv(-uses[job].get(i + 1), unit[r]));
                }
            }
            used[job] = needed.ints();
            amounts[job] = held.ints();
        }
        return new Packed(resources, used, amounts);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
