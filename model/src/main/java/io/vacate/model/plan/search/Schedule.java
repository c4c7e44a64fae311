package io.vacate.model.plan.search;

/**
 * When each job starts, and how good that is.
 *
 * @param start of each job
 * @param lateness by how much deadlines are missed in all
 * @param makespan when all has ended, tails included
 * @param excess how much of it lies beyond the time that is aimed at, summed over the jobs: the less, the nearer is a better one
 */
record Schedule(int[] start, long lateness, int makespan, long excess) {
    boolean betterThan(Schedule other) {
        if (lateness != other.lateness) {
            return lateness < other.lateness;
        }
        return makespan != other.makespan ? makespan < other.makespan : excess < other.excess;
    }

    boolean asGoodAs(Schedule other) {
        return !other.betterThan(this);
    }
}
