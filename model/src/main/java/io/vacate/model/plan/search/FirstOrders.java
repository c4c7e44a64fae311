package io.vacate.model.plan.search;

import java.util.Arrays;

/** Orders to begin with: what uses the most loaded resources comes first. */
final class FirstOrders {
    /** The steeper, the more the most loaded resource alone decides. */
    private static final int STEEPNESS = 8;

    private static final int TRIES = 24;

    private final Jobs jobs;
    private final Loads loads;
    private final double scale;

    FirstOrders(Jobs jobs) {
        this.jobs = jobs;
        loads = new Loads(jobs);
        double most = 1;
        for (int r = 0; r < loads.ticks.length; r++) {
            most = Math.max(most, loads.end(r));
        }
        scale = most;
    }

    /**
     * Returns the jobs such that each is the one with most left to do on its resources when its turn comes: what is done on one
     * resource lets the others catch up.
     */
    int[] balanced() {
        int n = jobs.count();
        double[] left = loads.ticks.clone();
        double[] key = new double[n];
        Heap heap = new Heap(
                n,
                (a, b) -> key[a] > key[b]
                        || (key[a] == key[b]
                                && (jobs.duration[a] > jobs.duration[b]
                                        || (jobs.duration[a] == jobs.duration[b] && a < b))));
        for (int job = 0; job < n; job++) {
            key[job] = urgency(job, left);
            heap.add(job);
        }
        int[] order = new int[n];
        int tries = 0;
        for (int at = 0; at < n; ) {
            int job = heap.first();
            double now = urgency(job, left);
            // Loads only shrink, and keys with them: a key that still holds is the greatest. Where all share one
            // resource no
            // key ever holds, and one that is among the greatest has to do.
            if (now < key[job] && tries < TRIES) {
                key[job] = now;
                heap.lowerFirst();
                tries++;
                continue;
            }
            tries = 0;
            heap.removeFirst();
            order[at++] = job;
            for (int i = 0; i < jobs.uses[job].length; i++) {
                left[jobs.uses[job][i]] -= Loads.share(jobs, job, i);
            }
        }
        return order;
    }

    /** Returns the jobs of the most loaded resource first, then those of the next: what comes later fills the gaps. */
    int[] byBottleneck() {
        int n = jobs.count();
        double[] key = new double[n];
        for (int job = 0; job < n; job++) {
            key[job] = urgency(job, loads.ticks);
        }
        Integer[] boxed = new Integer[n];
        Arrays.setAll(boxed, i -> i);
        Arrays.sort(boxed, (a, b) -> {
            int byKey = Double.compare(key[b], key[a]);
            int byLength = byKey != 0 ? byKey : Integer.compare(jobs.duration[b], jobs.duration[a]);
            return byLength != 0 ? byLength : Integer.compare(a, b);
        });
        return Arrays.stream(boxed).mapToInt(Integer::intValue).toArray();
    }

    private double urgency(int job, double[] left) {
        double sum = 0;
        for (int r : jobs.uses[job]) {
            double part = (left[r] + loads.release[r] + loads.tail[r]) / scale;
            double power = part * part;
            for (int steep = 2; steep < STEEPNESS; steep *= 2) {
                power *= power;
            }
            sum += power;
        }
        return sum + jobs.tail[job] * 1e-6 / scale;
    }
}
