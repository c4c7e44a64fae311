package io.vacate.model.plan.search;

import java.util.Arrays;
import java.util.Optional;

/**
 * Places jobs one after the other, each as early as what was placed before it lets it start. A job that cannot start at all
 * yet, for lack of room or because another must precede it, waits until the next one that may help has been placed.
 */
final class Placement {
    private final Jobs jobs;
    private final Timeline timeline;
    private final StoreBook book;
    private final int[] start;
    private final int[] predecessors;
    private final Optional<PowerBook> power;
    private final int[] waiting;
    private int waits;
    private int makespan;
    private long lateness;

    Placement(Jobs jobs, Slots slots, int ticks) {
        this.jobs = jobs;
        timeline = new Timeline(jobs, slots, ticks);
        book = new StoreBook(jobs);
        start = new int[jobs.count()];
        power = jobs.power.map(watts -> new PowerBook(watts, ticks));
        predecessors = new int[jobs.count()];
        waiting = new int[jobs.count()];
    }

    /** Places all jobs in an order; tells whether each found its place. */
    boolean run(int[] order) {
        timeline.clear();
        book.clear();
        power.ifPresent(PowerBook::clear);
        waits = 0;
        makespan = jobs.floor;
        lateness = 0;
        for (int job = 0; job < start.length; job++) {
            predecessors[job] = jobs.before[job].length;
        }
        for (int job : order) {
            if (ready(job)) {
                place(job);
                if (waits > 0 && helps(job)) {
                    placeWaiting();
                }
            } else {
                waiting[waits++] = job;
            }
        }
        if (waits == 0 && power.isPresent()) {
            boolean all = power.get().bootOthers();
            makespan = Math.max(makespan, power.get().end());
            return all;
        }
        return waits == 0;
    }

    private boolean ready(int job) {
        return predecessors[job] == 0
                && book.admits(job)
                && (power.isEmpty() || power.get().admits(job));
    }

    private boolean helps(int job) {
        return jobs.leaves[job].length > 0 || jobs.after[job].length > 0 || power.isPresent();
    }

    private void placeWaiting() {
        boolean again = true;
        while (again) {
            again = false;
            int kept = 0;
            for (int i = 0; i < waits; i++) {
                int job = waiting[i];
                if (ready(job)) {
                    place(job);
                    again |= helps(job);
                } else {
                    waiting[kept++] = job;
                }
            }
            waits = kept;
        }
    }

    private void place(int job) {
        int from = jobs.release[job];
        for (int other : jobs.before[job]) {
            from = Math.max(from, start[other] + jobs.duration[other]);
        }
        from = book.earliest(job, from);
        int begin = timeline.earliest(job, from);
        if (power.isPresent()) {
            begin = powered(power.get(), job, begin);
        }
        int end = begin + jobs.duration[job];
        start[job] = begin;
        timeline.place(job, begin);
        book.place(job, begin);
        for (int other : jobs.after[job]) {
            predecessors[other]--;
        }
        makespan = Math.max(makespan, end + jobs.tail[job]);
        lateness += Math.max(0, (long) end - jobs.deadline[job]);
    }

    /** Returns when a job can start as to power too, and gives it what it needs. */
    private int powered(PowerBook watts, int job, int from) {
        int begin = Math.max(from, watts.upFrom(job));
        int last = -1;
        while (begin != last) {
            last = begin;
            begin = watts.earliest(job, timeline.earliest(job, begin), jobs.duration[job]);
        }
        watts.place(job, begin, jobs.duration[job]);
        return begin;
    }

    /** Returns when each host is switched on, where there is a cap. */
    int[] boots() {
        return power.map(watts -> watts.boots().clone()).orElseGet(() -> new int[0]);
    }

    /** Returns the start of each job of the last run, which must have placed all; the array is used again. */
    int[] start() {
        return start;
    }

    /** Returns when all has ended, tails included, of the last run. */
    int makespan() {
        return makespan;
    }

    /** Returns by how much deadlines are missed in all, in the last run. */
    long lateness() {
        return lateness;
    }

    /** Returns the jobs that found no place in the last run. */
    int[] stuck() {
        return Arrays.copyOf(waiting, waits);
    }
}
