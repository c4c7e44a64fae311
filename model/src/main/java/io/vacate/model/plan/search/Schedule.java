package io.vacate.model.plan.search;

/** When each job starts, and how good that is. */
final class Schedule {
    /** When each job starts. */
    final int[] start;

    /** When each host is switched on; empty where there is no cap, and it can be done at any time. */
    final int[] boots;

    /** By how much deadlines are missed in all. */
    final long lateness;

    /** When all has ended, tails included. */
    final int makespan;

    /** How much lies beyond the time that is aimed at, summed over the jobs: the less, the nearer is a better schedule. */
    final long excess;

    Schedule(int[] start, int[] boots, long lateness, int makespan, long excess) {
        this.start = start;
        this.boots = boots;
        this.lateness = lateness;
        this.makespan = makespan;
        this.excess = excess;
    }

    boolean betterThan(Schedule other) {
        if (lateness != other.lateness) {
            return lateness < other.lateness;
        }
        return makespan != other.makespan ? makespan < other.makespan : excess < other.excess;
    }

    /** Tells whether this keeps deadlines better or ends sooner, whatever else. */
    boolean isShorterThan(Schedule other) {
        return lateness < other.lateness || (lateness == other.lateness && makespan < other.makespan);
    }

    boolean asGoodAs(Schedule other) {
        return !other.betterThan(this);
    }
}
