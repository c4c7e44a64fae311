package io.vacate.model.plan.search;

import java.util.Arrays;
import java.util.List;

/** Times that no schedule can end before. */
final class Bounds {
    private static final long MOST = 1 << 12;

    private final Jobs jobs;
    private final int[] heads;
    private final int[] tails;

    private Bounds(Jobs jobs) {
        this.jobs = jobs;
        heads = Heads.of(jobs);
        tails = Heads.of(jobs.mirrored(0));
    }

    /** Returns the best bound; {@code migrations} have the names. */
    static Bound of(Jobs jobs, List<Migration> migrations) {
        Bounds bounds = new Bounds(jobs);
        Bound best = new Bound(jobs.floor, "hosts that boot or shut down");
        for (int job = 0; job < jobs.count(); job++) {
            int end = bounds.heads[job] + jobs.duration[job] + bounds.tails[job];
            if (end > best.ticks()) {
                best = new Bound(
                        end, "VM '%s'".formatted(migrations.get(job).vm().id()));
            }
        }
        best = best.max(bounds.resources());
        if (jobs.stores.count() > 0) {
            best = best.max(Heads.latecomers(jobs, bounds.heads, bounds.tails));
            best = best.max(Heads.latecomers(jobs.mirrored(0), bounds.tails, bounds.heads));
        }
        return best;
    }

    private Bound resources() {
        int count = jobs.resources.count();
        int[][] users = Members.of(count, jobs.uses);
        OneMachine machine = new OneMachine(jobs.count());
        Bound best = new Bound(0, "");
        for (int r = 0; r < count; r++) {
            best = best.max(new Bound(
                    Math.max(filled(machine, r, users[r]), inTurn(machine, r, users[r])), jobs.resources.names[r]));
        }
        return best;
    }

    private int amount(int job, int r) {
        int[] uses = jobs.uses[job];
        int i = 0;
        while (uses[i] != r) {
            i++;
        }
        return jobs.amounts[job][i];
    }

    /** The resource carries what it can carry at most, throughout. */
    private int filled(OneMachine machine, int r, int[] some) {
        long capacity = reachable(r, some);
        for (int job : some) {
            machine.add(heads[job] * capacity, (long) jobs.duration[job] * amount(job, r), tails[job] * capacity);
        }
        return (int) -Math.floorDiv(-machine.run(), capacity);
    }

    /** Jobs of which any two are too much for the resource run one after the other. */
    private int inTurn(OneMachine machine, int r, int[] some) {
        int half = jobs.resources.capacity[r] / 2;
        for (int job : some) {
            if (amount(job, r) > half) {
                machine.add(heads[job], jobs.duration[job], tails[job]);
            }
        }
        return (int) machine.run();
    }

    /** Returns the most of a resource that some number of jobs can hold together: of 10, jobs of 3 hold 9 at most. */
    private long reachable(int r, int[] some) {
        int capacity = jobs.resources.capacity[r];
        if (capacity > MOST) {
            return capacity;
        }
        boolean[] sums = new boolean[capacity + 1];
        sums[0] = true;
        int[] amounts = new int[some.length];
        for (int i = 0; i < some.length; i++) {
            amounts[i] = amount(some[i], r);
        }
        Arrays.sort(amounts);
        int most = 0;
        for (int i = 0; i < amounts.length; i++) {
            if (i > 0 && amounts[i] == amounts[i - 1]) {
                continue;
            }
            for (int sum = amounts[i]; sum <= capacity; sum++) {
                sums[sum] |= sums[sum - amounts[i]];
            }
        }
        for (int sum = 0; sum <= capacity; sum++) {
            most = sums[sum] ? sum : most;
        }
        return Math.max(1, most);
    }
}
