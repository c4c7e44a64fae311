package io.vacate.model.plan.search;

import java.util.Arrays;

/**
 * The migrations of a batch as numbers. Times are in ticks from the start of the batch; never changed once built.
 *
 * <p>A job holds its amount of each of its <em>resources</em> while it runs. It enters a <em>store</em> when it starts, for
 * good, and leaves another when it ends: memory, for one, is held at the destination from the start and at the source until
 * the end. Stores and resources that can never be short are left out.
 *
 * @param duration how long each runs, at least 1
 * @param release when each can start at the earliest
 * @param tail how much comes after each job's end
 * @param deadline when each must have ended
 * @param resources names and capacities
 * @param uses the resources of each job
 * @param amounts how much it holds of each
 * @param stores names and what is free in them before anything has moved
 * @param enters the stores that each job enters, and {@code entered} how much
 * @param entered see {@code enters}
 * @param leaves the stores that each job leaves, and {@code left} how much
 * @param left see {@code leaves}
 * @param before the jobs that must have ended before each
 * @param after the jobs that wait for each
 * @param priority which of two jobs is preferred where nothing else matters: the one with more
 * @param floor what the batch takes even without a job: boots and shutdowns of hosts that no VM uses
 */
record Jobs(
        int[] duration,
        int[] release,
        int[] tail,
        int[] deadline,
        Resources resources,
        int[][] uses,
        int[][] amounts,
        Stores stores,
        int[][] enters,
        long[][] entered,
        int[][] leaves,
        long[][] left,
        int[][] before,
        int[][] after,
        int[] priority,
        int floor) {
    /** Any time will do. */
    static final int NO_DEADLINE = Integer.MAX_VALUE;

    /**
     * What jobs hold while they run.
     *
     * @param names for people
     * @param capacity of each
     */
    record Resources(String[] names, int[] capacity) {
        int count() {
            return capacity.length;
        }
    }

    /**
     * What jobs enter and leave.
     *
     * @param names for people
     * @param free what is free in each before anything has moved, at least 0
     */
    record Stores(String[] names, long[] free) {
        int count() {
            return free.length;
        }
    }

    int count() {
        return duration.length;
    }

    /** Returns when a job must have ended if all is to have ended by {@code end}. */
    int latestEnd(int job, int end) {
        return Math.min(deadline[job], end - tail[job]);
    }

    /**
     * Returns the same batch run backwards in time: a schedule of it, read from its end, is one of this. To keep deadlines it
     * must not end later than {@code end}.
     */
    Jobs mirrored(int end) {
        int n = count();
        int[] released = new int[n];
        for (int job = 0; job < n; job++) {
            released[job] = deadline[job] == NO_DEADLINE ? tail[job] : Math.max(tail[job], end - deadline[job]);
        }
        int[] none = new int[n];
        Arrays.fill(none, NO_DEADLINE);
        long[] free = stores.free.clone();
        for (int job = 0; job < n; job++) {
            for (int i = 0; i < leaves[job].length; i++) {
                free[leaves[job][i]] += left[job][i];
            }
            for (int i = 0; i < enters[job].length; i++) {
                free[enters[job][i]] -= entered[job][i];
            }
        }
        return new Jobs(
                duration,
                released,
                release,
                none,
                resources,
                uses,
                amounts,
                new Stores(stores.names, free),
                leaves,
                left,
                enters,
                entered,
                after,
                before,
                priority,
                floor);
    }
}
