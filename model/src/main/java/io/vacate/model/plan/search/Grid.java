package io.vacate.model.plan.search;

import java.util.Arrays;

/**
 * The times that matter: who starts as soon as possible starts at a release or when another ends, so that all times lie a whole
 * number of steps from the first release on, the step being what divides all durations and what releases, or tails, differ by.
 *
 * @param release the earliest of all
 * @param tail the shortest of all
 * @param step at least 1, in ticks
 */
record Grid(int release, int tail, int step) {
    private static final Grid ALL = new Grid(0, 0, 1);

    /** Returns the widest grid. A host that boots is no job, so that under a power cap every tick matters. */
    static Grid of(Jobs jobs) {
        if (jobs.count() == 0 || jobs.power.isPresent()) {
            return ALL;
        }
        int release = Arrays.stream(jobs.release).min().getAsInt();
        int tail = Arrays.stream(jobs.tail).min().getAsInt();
        int step = 0;
        for (int job = 0; job < jobs.count() && step != 1; job++) {
            step = divisor(step, jobs.duration[job]);
            step = divisor(step, jobs.release[job] - release);
            step = divisor(step, jobs.tail[job] - tail);
        }
        return step > 1 ? new Grid(release, tail, step) : ALL;
    }

    private static int divisor(int a, int b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    /** Returns the jobs with times in steps. */
    Jobs coarse(Jobs jobs) {
        if (step == 1) {
            return jobs;
        }
        return jobs.timed(
                Arrays.stream(jobs.duration).map(ticks -> ticks / step).toArray(),
                Arrays.stream(jobs.release)
                        .map(ticks -> (ticks - release) / step)
                        .toArray(),
                Arrays.stream(jobs.tail).map(ticks -> (ticks - tail) / step).toArray(),
                Arrays.stream(jobs.deadline)
                        .map(ticks -> ticks == Jobs.NO_DEADLINE ? ticks : Math.floorDiv(ticks - release, step))
                        .toArray(),
                Math.max(0, Math.floorDiv(jobs.floor - release - tail, step)));
    }

    /** Returns in steps what the coarse jobs may take if these cannot take less than {@code bound}. */
    int target(Jobs jobs, int bound) {
        int early = release + tail - bound;
        // What ends after the floor ends on the grid; what ends before it makes no difference.
        return Math.max(0, bound > jobs.floor ? -Math.floorDiv(early, step) : Math.floorDiv(-early, step));
    }

    /** Returns the schedule of the jobs that one of the coarse jobs stands for. */
    Schedule fine(Jobs jobs, Schedule coarse) {
        if (step == 1) {
            return coarse;
        }
        int[] start =
                Arrays.stream(coarse.start).map(steps -> release + steps * step).toArray();
        int makespan = jobs.floor;
        long lateness = 0;
        for (int job = 0; job < start.length; job++) {
            int end = start[job] + jobs.duration[job];
            makespan = Math.max(makespan, end + jobs.tail[job]);
            lateness += Math.max(0, (long) end - jobs.deadline[job]);
        }
        return new Schedule(start, coarse.boots, lateness, makespan, coarse.excess * step);
    }
}
