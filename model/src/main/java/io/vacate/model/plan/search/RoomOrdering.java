package io.vacate.model.plan.search;

import io.vacate.model.plan.lanes.Ordering;
import io.vacate.model.plan.lanes.Pool;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds orders that keep precedences and stores. Thread-safe. */
final class RoomOrdering implements Ordering {
    private final Jobs jobs;

    RoomOrdering(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Optional<Ordered> nearest(List<Integer> preferred) {
        return new Walk().over(preferred);
    }

    /** One walk through an order: who cannot go yet is asked again later. */
    private final class Walk {
        private final Pool[] pools =
                Arrays.stream(jobs.stores.free).mapToObj(Pool::new).toArray(Pool[]::new);
        private final boolean[] gone = new boolean[jobs.count()];
        private final int[] order = new int[jobs.count()];
        private final int[][] after = new int[jobs.count()][];
        private int count;

        Optional<Ordered> over(List<Integer> preferred) {
            int last = -1;
            while (count > last && count < order.length) {
                last = count;
                for (int job : preferred) {
                    if (!gone[job] && canGo(job)) {
                        go(job);
                    }
                }
            }
            return count < order.length ? Optional.empty() : Optional.of(new Ordered(order, after));
        }

        private boolean canGo(int job) {
            for (int other : jobs.before[job]) {
                if (!gone[other]) {
                    return false;
                }
            }
            for (int i = 0; i < jobs.enters[job].length; i++) {
                if (!pools[jobs.enters[job][i]].has(jobs.entered[job][i])) {
                    return false;
                }
            }
            return true;
        }

        private void go(int job) {
            Set<Integer> before = new LinkedHashSet<>();
            for (int other : jobs.before[job]) {
                before.add(other);
            }
            for (int i = 0; i < jobs.enters[job].length; i++) {
                pools[jobs.enters[job][i]].take(jobs.entered[job][i], before::add);
            }
            for (int i = 0; i < jobs.leaves[job].length; i++) {
                pools[jobs.leaves[job][i]].add(job, jobs.left[job][i]);
            }
            gone[job] = true;
            after[job] = before.stream().mapToInt(Integer::intValue).toArray();
            order[count++] = job;
        }
    }
}
