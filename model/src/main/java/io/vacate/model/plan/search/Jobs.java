package io.vacate.model.plan.search;

import java.util.Arrays;
import java.util.Optional;

/**
 * The migrations of a batch as numbers. Times are in ticks from the start of the batch; never changed once built.
 *
 * <p>A job holds its amount of each of its <em>resources</em> while it runs. It enters a <em>store</em> when it starts, for
 * good, and leaves another when it ends: memory, for one, is held at the destination from the start and at the source until
 * the end. Stores and resources that can never be short are left out.
 */
final class Jobs {
    /** Any time will do. */
    static final int NO_DEADLINE = Integer.MAX_VALUE;

    /** How long each runs, at least 1. */
    final int[] duration;

    /** When each can start at the earliest. */
    final int[] release;

    /** How much comes after each job's end. */
    final int[] tail;

    /** When each must have ended. */
    final int[] deadline;

    /** What jobs hold while they run. */
    final Resources resources;

    /** The resources of each job. */
    final int[][] uses;

    /** How much it holds of each. */
    final int[][] amounts;

    /** What jobs enter and leave. */
    final Stores stores;

    /** The stores that each job enters. */
    final int[][] enters;

    /** How much of each. */
    final long[][] entered;

    /** The stores that each job leaves. */
    final int[][] leaves;

    /** How much of each. */
    final long[][] left;

    /** The jobs that must have ended before each. */
    final int[][] before;

    /** The jobs that wait for each. */
    final int[][] after;

    /** Which of two jobs is preferred where nothing else matters: the one with more. */
    final int[] priority;

    /** What the batch takes even without a job: boots and shutdowns of hosts that no VM uses. */
    final int floor;

    /** What is drawn by whom, if there is a cap. */
    final Optional<Power> power;

    Jobs(
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
            int floor,
            Optional<Power> power) {
        this.duration = duration;
        this.release = release;
        this.tail = tail;
        this.deadline = deadline;
        this.resources = resources;
        this.uses = uses;
        this.amounts = amounts;
        this.stores = stores;
        this.enters = enters;
        this.entered = entered;
        this.leaves = leaves;
        this.left = left;
        this.before = before;
        this.after = after;
        this.priority = priority;
        this.floor = floor;
        this.power = power;
    }

    /** What jobs hold while they run. */
    static final class Resources {
        /** Names for people. */
        final String[] names;

        /** Capacity of each. */
        final int[] capacity;

        Resources(String[] names, int[] capacity) {
            this.names = names;
            this.capacity = capacity;
        }

        int count() {
            return capacity.length;
        }
    }

    /** What jobs enter and leave. */
    static final class Stores {
        /** Names for people. */
        final String[] names;

        /** What is free in each before anything has moved; negative where more is held than there should be. */
        final long[] free;

        Stores(String[] names, long[] free) {
            this.names = names;
            this.free = free;
        }

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
     * must not end later than {@code end}. Nor does it know of power.
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
                /* release= */ released,
                /* tail= */ release,
                /* deadline= */ none,
                resources,
                uses,
                amounts,
                new Stores(stores.names, free),
                /* enters= */ leaves,
                /* entered= */ left,
                /* leaves= */ enters,
                /* left= */ entered,
                /* before= */ after,
                /* after= */ before,
                priority,
                floor,
                Optional.empty());
    }

    /** Returns the same batch with other times, without power. */
    Jobs timed(int[] lasting, int[] released, int[] followed, int[] due, int least) {
        return new Jobs(
                /* duration= */ lasting,
                /* release= */ released,
                /* tail= */ followed,
                /* deadline= */ due,
                resources,
                uses,
                amounts,
                stores,
                enters,
                entered,
                leaves,
                left,
                before,
                after,
                priority,
                /* floor= */ least,
                Optional.empty());
    }

    /** Returns some of the jobs alone, in their order, without power; they must not precede others or enter or leave stores. */
    Jobs part(int[] some) {
        return new Jobs(
                pick(duration, some),
                pick(release, some),
                pick(tail, some),
                pick(deadline, some),
                resources,
                pick(uses, some),
                pick(amounts, some),
                stores,
                pick(enters, some),
                Arrays.stream(some).mapToObj(job -> entered[job]).toArray(long[][]::new),
                pick(leaves, some),
                Arrays.stream(some).mapToObj(job -> left[job]).toArray(long[][]::new),
                pick(before, some),
                pick(after, some),
                pick(priority, some),
                0,
                Optional.empty());
    }

    private static int[] pick(int[] of, int[] some) {
        return Arrays.stream(some).map(job -> of[job]).toArray();
    }

    private static int[][] pick(int[][] of, int[] some) {
        return Arrays.stream(some).mapToObj(job -> of[job]).toArray(int[][]::new);
    }
}
