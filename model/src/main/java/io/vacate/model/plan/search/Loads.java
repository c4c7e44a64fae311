package io.vacate.model.plan.search;

import java.util.Arrays;

/** How much each resource has to carry. */
final class Loads {
    /** The greatest of what a resource's jobs take together, its capacity fully used, for each resource: in ticks. */
    final double[] ticks;

    /** The earliest release of a resource's jobs. */
    final int[] release;

    /** The shortest tail of a resource's jobs. */
    final int[] tail;

    Loads(Jobs jobs) {
        int count = jobs.resources.count();
        ticks = new double[count];
        release = new int[count];
        tail = new int[count];
        Arrays.fill(release, Integer.MAX_VALUE);
        Arrays.fill(tail, Integer.MAX_VALUE);
        for (int job = 0; job < jobs.count(); job++) {
            for (int i = 0; i < jobs.uses[job].length; i++) {
                int r = jobs.uses[job][i];
                ticks[r] += share(jobs, job, i);
                release[r] = Math.min(release[r], jobs.release[job]);
                tail[r] = Math.min(tail[r], jobs.tail[job]);
            }
        }
    }

    /** Returns how much of the {@code i}-th resource that it uses a job takes, in ticks of the whole resource. */
    static double share(Jobs jobs, int job, int i) {
        int r = jobs.uses[job][i];
        return (double) jobs.duration[job] * jobs.amounts[job][i] / jobs.resources.capacity[r];
    }

    /** Returns when a resource has carried all at the earliest, tails included, counted without any gap. */
    double end(int r) {
        return release[r] == Integer.MAX_VALUE ? 0 : release[r] + ticks[r] + tail[r];
    }
}
