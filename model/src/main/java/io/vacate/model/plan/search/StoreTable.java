package io.vacate.model.plan.search;

import io.vacate.model.plan.batch.InfeasibleBatchException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Collects what jobs enter and leave; in the end only the stores remain that could be short. */
final class StoreTable {
    private final List<String> names = new ArrayList<>();
    private final List<long[]> stores = new ArrayList<>();
    private final List<String> units = new ArrayList<>();
    private final List<List<long[]>> enters = new ArrayList<>();
    private final List<List<long[]>> leaves = new ArrayList<>();

    StoreTable(int jobs) {
        for (int job = 0; job < jobs; job++) {
            enters.add(new ArrayList<>(2));
            leaves.add(new ArrayList<>(2));
        }
    }

    /** Stores, and which job enters and leaves which. */
    static final class Packed {
        final Jobs.Stores stores;
        final int[][] enters;
        final long[][] entered;
        final int[][] leaves;
        final long[][] left;

        Packed(Jobs.Stores stores, int[][] enters, long[][] entered, int[][] leaves, long[][] left) {
            this.stores = stores;
            this.enters = enters;
            this.entered = entered;
            this.leaves = leaves;
            this.left = left;
        }
    }

    /** Adds a store that has {@code held} in it; returns its number. */
    int add(String name, long capacity, long held, String unit) {
        if (held > capacity) {
            throw new InfeasibleBatchException("%s: %d %s are reserved before anything moves, it has %d: %d are missing"
                    .formatted(name, held, unit, capacity, held - capacity));
        }
        names.add(name);
        units.add(unit);
        // Capacity, held now, entered in all, left in all.
        stores.add(new long[] {capacity, held, 0, 0});
        return stores.size() - 1;
    }

    void move(int job, int from, int to, long amount, String vm) {
        if (amount == 0) {
            return;
        }
        enters.get(job).add(new long[] {to, amount});
        leaves.get(job).add(new long[] {from, amount});
        stores.get(to)[2] += amount;
        stores.get(from)[3] += amount;
        if (amount > stores.get(to)[0]) {
            throw new InfeasibleBatchException("VM '%s' needs %d %s, more than the %d that are the %s"
                    .formatted(vm, amount, units.get(to), stores.get(to)[0], names.get(to)));
        }
    }

    Packed pack() {
        for (int store = 0; store < stores.size(); store++) {
            long[] one = stores.get(store);
            long last = one[1] + one[2] - one[3];
            if (last > one[0]) {
                throw new InfeasibleBatchException("%s: %d %s are needed when all have moved, it has %d: %d are missing"
                        .formatted(names.get(store), last, units.get(store), one[0], last - one[0]));
            }
        }
        int[] kept = IntStream.range(0, stores.size())
                .filter(store -> stores.get(store)[1] + stores.get(store)[2] > stores.get(store)[0])
                .toArray();
        int[] packed = new int[stores.size()];
        Arrays.fill(packed, -1);
        for (int i = 0; i < kept.length; i++) {
            packed[kept[i]] = i;
        }
        Jobs.Stores result = new Jobs.Stores(
                Arrays.stream(kept).mapToObj(names::get).toArray(String[]::new),
                Arrays.stream(kept)
                        .mapToLong(store -> stores.get(store)[0] - stores.get(store)[1])
                        .toArray());
        return new Packed(
                result, ids(enters, packed), amounts(enters, packed), ids(leaves, packed), amounts(leaves, packed));
    }

    private static int[][] ids(List<List<long[]>> all, int[] packed) {
        return all.stream()
                .map(ofJob -> ofJob.stream()
                        .mapToInt(one -> packed[(int) one[0]])
                        .filter(store -> store >= 0)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static long[][] amounts(List<List<long[]>> all, int[] packed) {
        return all.stream()
                .map(ofJob -> ofJob.stream()
                        .filter(one -> packed[(int) one[0]] >= 0)
                        .mapToLong(one -> one[1])
                        .toArray())
                .toArray(long[][]::new);
    }
}
