package io.vacate.model.plan.search;

import java.util.Arrays;

/**
 * Which jobs must have ended before which, so that whoever starts each as soon as these have ended never needs more of a
 * resource than there is, however long each takes: what a job holds is handed on by those that held it before.
 */
final class Predecessors {
    private static final long LOW = 0xffff_ffffL;

    private final Jobs jobs;
    private final int[] start;
    private final int[] end;
    private final Longs[] before;

    /** What is taken and given back of one resource: times, jobs and amounts of both kinds, in turn. */
    private final Longs[] given;

    private final Longs[] taken;

    Predecessors(Jobs jobs, int[] start, int[] end) {
        this.jobs = jobs;
        this.start = start;
        this.end = end;
        before = lists(start.length);
        int count = jobs.resources.count() + jobs.stores.count();
        given = lists(count);
        taken = lists(count);
        for (int job = 0; job < start.length; job++) {
            for (int other : jobs.before[job]) {
                before[job].add(other);
            }
        }
    }

    private static Longs[] lists(int count) {
        Longs[] lists = new Longs[count];
        Arrays.setAll(lists, i -> new Longs());
        return lists;
    }

    int[][] find() {
        int resources = jobs.resources.count();
        for (int job = 0; job < start.length; job++) {
            for (int r : jobs.uses[job]) {
                taken[r].add(event(start[job], job));
                given[r].add(event(end[job], job));
            }
            for (int store : jobs.enters[job]) {
                taken[resources + store].add(event(start[job], job));
            }
            for (int store : jobs.leaves[job]) {
                given[resources + store].add(event(end[job], job));
            }
        }
        for (int r = 0; r < resources; r++) {
            handOn(r, jobs.resources.capacity[r]);
        }
        for (int store = 0; store < jobs.stores.count(); store++) {
            handOn(resources + store, jobs.stores.free[store]);
        }
        int[][] result = new int[start.length][];
        for (int job = 0; job < result.length; job++) {
            result[job] = Arrays.stream(before[job].longs())
                    .mapToInt(Math::toIntExact)
                    .sorted()
                    .distinct()
                    .toArray();
        }
        return result;
    }

    private static long event(int time, int job) {
        return ((long) time << 32) + job;
    }

    private void handOn(int id, long free) {
        long[] takers = taken[id].longs();
        long[] givers = given[id].longs();
        Arrays.sort(takers);
        Arrays.sort(givers);
        long left = free;
        int giver = -1;
        // What is overfull must have been put right before anybody enters.
        while (left < 0 && giver + 1 < givers.length) {
            left += amount(id, (int) givers[++giver], false);
        }
        int relieving = giver;
        for (long event : takers) {
            int job = (int) event;
            long needed = amount(id, job, true);
            for (int i = 0; i < relieving; i++) {
                before[job].add(givers[i] & LOW);
            }
            while (needed > 0) {
                if (left == 0) {
                    left = amount(id, (int) givers[++giver], false);
                }
                // Who gives may be the job itself only if it took before it gave, which the times do not allow.
                if (giver >= 0) {
                    before[job].add(givers[giver] & LOW);
                }
                long part = Math.min(left, needed);
                left -= part;
                needed -= part;
            }
        }
    }

    private long amount(int id, int job, boolean takes) {
        int resources = jobs.resources.count();
        if (id < resources) {
            for (int i = 0; ; i++) {
                if (jobs.uses[job][i] == id) {
                    return jobs.amounts[job][i];
                }
            }
        }
        int[] stores = takes ? jobs.enters[job] : jobs.leaves[job];
        long[] amounts = takes ? jobs.entered[job] : jobs.left[job];
        for (int i = 0; ; i++) {
            if (stores[i] == id - resources) {
                return amounts[i];
            }
        }
    }
}
