package io.vacate.model.plan.search;

import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.InfeasibleException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Collects what jobs enter and leave; in the end only the stores remain that could be short. */
final class StoreTable {
    private final List<Store> stores = new ArrayList<>();
    private final Longs[] enters;
    private final Longs[] leaves;

    StoreTable(int jobs) {
        enters = new Longs[jobs];
        leaves = new Longs[jobs];
        Arrays.setAll(enters, job -> new Longs());
        Arrays.setAll(leaves, job -> new Longs());
    }

    /** A store, what is in it before anything has moved, and what comes and goes. */
    private static final class Store {
        private final Supplier<String> name;
        private final String unit;
        private final long capacity;
        private final long held;
        private long entered;
        private long left;

        Store(Supplier<String> name, String unit, long capacity, long held) {
            this.name = name;
            this.unit = unit;
            this.capacity = capacity;
            this.held = held;
        }

        /** What is overfull from the beginning is a fact, as long as nobody enters. */
        void requireRoomInTheEnd() {
            long needed = held + entered - left;
            if (entered > 0 && needed > capacity) {
                throw new InfeasibleException("%s: %s is needed when all have moved, it has %s: %s is missing"
                        .formatted(name.get(), shown(needed), shown(capacity), shown(needed - capacity)));
            }
        }

        private String shown(long amount) {
            return unit.equals("bytes") ? DataSize.ofBytes(amount).toString() : "%d %s".formatted(amount, unit);
        }

        boolean canBeShort() {
            return entered > 0 && held + entered > capacity;
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
    int add(Supplier<String> name, String unit, long capacity, long held) {
        Store store = new Store(name, unit, capacity, held);
        stores.add(store);
        return stores.size() - 1;
    }

    void enter(int job, int store, long amount) {
        if (amount > 0) {
            enters[job].add(store);
            enters[job].add(amount);
            stores.get(store).entered += amount;
        }
    }

    void leave(int job, int store, long amount) {
        if (amount > 0) {
            leaves[job].add(store);
            leaves[job].add(amount);
            stores.get(store).left += amount;
        }
    }

    Packed pack() {
        stores.forEach(Store::requireRoomInTheEnd);
        int[] kept = IntStream.range(0, stores.size())
                .filter(store -> stores.get(store).canBeShort())
                .toArray();
        int[] packed = new int[stores.size()];
        Arrays.fill(packed, -1);
        for (int i = 0; i < kept.length; i++) {
            packed[kept[i]] = i;
        }
        Jobs.Stores result = new Jobs.Stores(
                Arrays.stream(kept)
                        .mapToObj(store -> stores.get(store).name.get())
                        .toArray(String[]::new),
                Arrays.stream(kept)
                        .mapToLong(store -> stores.get(store).capacity - stores.get(store).held)
                        .toArray());
        int jobs = enters.length;
        Packed all = new Packed(result, new int[jobs][], new long[jobs][], new int[jobs][], new long[jobs][]);
        for (int job = 0; job < jobs; job++) {
            pack(enters[job], packed, job, all.enters, all.entered);
            pack(leaves[job], packed, job, all.leaves, all.left);
        }
        return all;
    }

    private static void pack(Longs moves, int[] packed, int job, int[][] ids, long[][] amounts) {
        Longs id = new Longs();
        Longs amount = new Longs();
        for (int i = 0; i < moves.size(); i += 2) {
            int store = packed[(int) moves.get(i)];
            if (store >= 0) {
                id.add(store);
                amount.add(moves.get(i + 1));
            }
        }
        ids[job] = id.ints();
        amounts[job] = amount.longs();
    }
}
