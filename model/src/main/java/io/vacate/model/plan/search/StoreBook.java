package io.vacate.model.plan.search;

import java.util.Arrays;

/** What is free in each store from when on, as far as jobs have been placed. */
final class StoreBook {
    private final Jobs jobs;

    /** The times at which something is entered or left, ascending, and by how much what is free then grows. */
    private final int[][] time;

    private final long[][] change;
    private final int[] count;
    private final long[] freeAtEnd;

    StoreBook(Jobs jobs) {
        this.jobs = jobs;
        int stores = jobs.stores.count();
        count = new int[stores];
        for (int job = 0; job < jobs.count(); job++) {
            for (int store : jobs.enters[job]) {
                count[store]++;
            }
            for (int store : jobs.leaves[job]) {
                count[store]++;
            }
        }
        time = new int[stores][];
        change = new long[stores][];
        for (int store = 0; store < stores; store++) {
            time[store] = new int[count[store]];
            change[store] = new long[count[store]];
        }
        freeAtEnd = new long[stores];
    }

    void clear() {
        Arrays.fill(count, 0);
        System.arraycopy(jobs.stores.free, 0, freeAtEnd, 0, freeAtEnd.length);
    }

    /** Tells whether a job can start at all after what has been placed. */
    boolean admits(int job) {
        int[] enters = jobs.enters[job];
        for (int i = 0; i < enters.length; i++) {
            if (freeAtEnd[enters[i]] < jobs.entered[job][i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns from when on a job that is admitted finds room, not before {@code from}. */
    int earliest(int job, int from) {
        int start = from;
        int[] enters = jobs.enters[job];
        for (int i = 0; i < enters.length; i++) {
            start = Math.max(start, roomFrom(enters[i], jobs.entered[job][i]));
        }
        return start;
    }

    private int roomFrom(int store, long needed) {
        int[] times = time[store];
        long[] changes = change[store];
        long free = freeAtEnd[store];
        int at = count[store] - 1;
        while (at >= 0 && free >= needed) {
            int now = times[at];
            // All that happens at one time counts together.
            while (at >= 0 && times[at] == now) {
                free -= changes[at--];
            }
            if (free < needed) {
                return now;
            }
        }
        return 0;
    }

    void place(int job, int start) {
        int[] enters = jobs.enters[job];
        for (int i = 0; i < enters.length; i++) {
            add(enters[i], start, -jobs.entered[job][i]);
        }
        int[] leaves = jobs.leaves[job];
        for (int i = 0; i < leaves.length; i++) {
            add(leaves[i], start + jobs.duration[job], jobs.left[job][i]);
        }
    }

    private void add(int store, int when, long by) {
        int[] times = time[store];
        long[] changes = change[store];
        int at = count[store]++;
        while (at > 0 && times[at - 1] > when) {
            times[at] = times[at - 1];
            changes[at] = changes[at - 1];
            at--;
        }
        times[at] = when;
        changes[at] = by;
        freeAtEnd[store] += by;
    }
}
