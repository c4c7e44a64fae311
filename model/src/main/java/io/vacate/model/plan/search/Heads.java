package io.vacate.model.plan.search;

import java.util.Arrays;

/** When each job can start at the earliest, as others must have ended first: those that precede it or make room for it. */
final class Heads {
    private static final int ROUNDS = 200;

    private final Jobs jobs;
    private final int[][] arrivals;
    private final int[][] departures;
    private final boolean[] oneByOne;
    private final int[] head;

    private Heads(Jobs jobs) {
        this.jobs = jobs;
        int stores = jobs.stores.count();
        arrivals = Members.of(stores, jobs.enters);
        departures = Members.of(stores, jobs.leaves);
        oneByOne = new boolean[stores];
        for (int store = 0; store < stores; store++) {
            oneByOne[store] = shareOne(departures[store]);
        }
        head = jobs.release.clone();
    }

    /** Tells whether all of some jobs use a resource that any two of them fill. */
    private boolean shareOne(int[] some) {
        if (some.length < 2) {
            return false;
        }
        for (int r : jobs.uses[some[0]]) {
            int needed = jobs.resources.capacity[r] / 2;
            boolean all = true;
            for (int job : some) {
                all &= amount(job, r) > needed;
            }
            if (all) {
                return true;
            }
        }
        return false;
    }

    private int amount(int job, int r) {
        int[] uses = jobs.uses[job];
        for (int i = 0; i < uses.length; i++) {
            if (uses[i] == r) {
                return jobs.amounts[job][i];
            }
        }
        return 0;
    }

    /** Returns the earliest starts. */
    static int[] of(Jobs jobs) {
        Heads heads = new Heads(jobs);
        boolean changed = true;
        for (int round = 0; changed && round < ROUNDS; round++) {
            changed = heads.sweep();
        }
        return heads.head;
    }

    private boolean sweep() {
        boolean changed = false;
        for (int job = 0; job < head.length; job++) {
            for (int other : jobs.before[job]) {
                changed |= raise(job, head[other] + jobs.duration[other]);
            }
        }
        for (int store = 0; store < arrivals.length; store++) {
            for (int job : arrivals[store]) {
                long missing = entered(job, store) - jobs.stores.free[store];
                if (missing > 0) {
                    changed |= raise(job, freed(store, missing));
                }
            }
        }
        return changed;
    }

    private boolean raise(int job, int to) {
        if (to <= head[job]) {
            return false;
        }
        head[job] = to;
        return true;
    }

    long entered(int job, int store) {
        return amount(jobs.enters[job], jobs.entered[job], store);
    }

    private long left(int job, int store) {
        return amount(jobs.leaves[job], jobs.left[job], store);
    }

    private static long amount(int[] stores, long[] amounts, int store) {
        for (int i = 0; i < stores.length; i++) {
            if (stores[i] == store) {
                return amounts[i];
            }
        }
        return 0;
    }

    /** Returns when so much can have left a store at the earliest. */
    private int freed(int store, long amount) {
        int[] leaving = departures[store];
        int n = leaving.length;
        long[] byEnd = new long[n];
        long[] lengths = new long[n];
        long[] sizes = new long[n];
        int first = Integer.MAX_VALUE;
        for (int i = 0; i < n; i++) {
            int job = leaving[i];
            byEnd[i] = ((long) head[job] + jobs.duration[job]) * n + i;
            lengths[i] = jobs.duration[job];
            sizes[i] = left(job, store);
            first = Math.min(first, head[job]);
        }
        Arrays.sort(byEnd);
        int at = 0;
        for (long sum = 0; at < n && sum < amount; at++) {
            sum += sizes[(int) (byEnd[at] % n)];
        }
        int byHeads = at == 0 ? 0 : (int) (byEnd[at - 1] / n);
        if (!oneByOne[store]) {
            return byHeads;
        }
        Arrays.sort(sizes);
        Arrays.sort(lengths);
        int needed = 0;
        for (long sum = 0; needed < n && sum < amount; needed++) {
            sum += sizes[n - 1 - needed];
        }
        long time = first;
        for (int i = 0; i < needed; i++) {
            time += lengths[i];
        }
        return (int) Math.max(byHeads, Math.min(time, Integer.MAX_VALUE / 4));
    }

    /**
     * Returns a bound: into each store come the jobs one after the other as there is room for them, and each resource that they
     * share has to carry those that come late in what time is left. {@code tails} is how much comes after each job at least.
     */
    static Bound latecomers(Jobs jobs, int[] heads, int[] tails) {
        Heads all = new Heads(jobs);
        System.arraycopy(heads, 0, all.head, 0, heads.length);
        Bound best = new Bound(0, "");
        for (int store = 0; store < all.arrivals.length; store++) {
            best = best.max(all.latecomers(store, tails));
        }
        return best;
    }

    private Bound latecomers(int store, int[] tails) {
        int[] coming = arrivals[store];
        int n = coming.length;
        long[] sizes = new long[n];
        long[] lengths = new long[n];
        int tail = Integer.MAX_VALUE;
        for (int i = 0; i < n; i++) {
            sizes[i] = entered(coming[i], store);
            lengths[i] = jobs.duration[coming[i]];
            tail = Math.min(tail, tails[coming[i]]);
        }
        boolean inTurn = shareOne(coming);
        int shared = inTurn ? -1 : sharedResource(coming);
        if (shared >= 0) {
            for (int i = 0; i < n; i++) {
                lengths[i] = (long) jobs.duration[coming[i]] * amount(coming[i], shared);
            }
        }
        Arrays.sort(sizes);
        Arrays.sort(lengths);
        long capacity = shared >= 0 ? jobs.resources.capacity[shared] : 1;
        long best = 0;
        long sum = 0;
        for (int place = 0; place < n; place++) {
            sum += sizes[place];
            long missing = sum - jobs.stores.free[store];
            if (missing > 0) {
                long rest = 0;
                int late = inTurn || shared >= 0 ? n - place : 1;
                for (int i = 0; i < late; i++) {
                    rest += lengths[i];
                }
                if (!inTurn && shared < 0) {
                    rest = lengths[0];
                }
                best = Math.max(best, freed(store, missing) + -Math.floorDiv(-rest, capacity) + tail);
            }
        }
        return new Bound((int) Math.min(best, Integer.MAX_VALUE / 4), jobs.stores.names[store]);
    }

    private int sharedResource(int[] some) {
        if (some.length == 0) {
            return -1;
        }
        for (int r : jobs.uses[some[0]]) {
            boolean all = true;
            for (int job : some) {
                all &= amount(job, r) > 0;
            }
            if (all) {
                return r;
            }
        }
        return -1;
    }
}
