package io.vacate.model.plan.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Schedules the jobs of the most loaded resources alone, which are few, then those of the next ones around them, and so on: where
 * the bound can be reached at all it is hard for a few jobs only.
 */
final class Levels {
    /** From which part of the target on a resource's jobs take part. */
    private static final double[] SHARES = {0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3};

    /** Jobs placed in vain, after which the search ends. */
    private static final long PATIENCE = 8_000_000;

    /** Of few jobs, all orders that matter have been seen much sooner. */
    private static final long PATIENCE_FOR_EACH = 60_000;

    /** The same of a level, which only prepares the next. */
    private static final long LEVEL_PATIENCE = 100_000;

    private final Jobs jobs;
    private final int target;
    private final long seed;
    private final BooleanSupplier stop;
    private final Consumer<Schedule> found;
    private Optional<Schedule> best = Optional.empty();
    private int[] stuck = {};

    Levels(Jobs jobs, int target, long seed, BooleanSupplier stop, Consumer<Schedule> found) {
        this.jobs = jobs;
        this.target = target;
        this.seed = seed;
        this.stop = stop;
        this.found = found;
    }

    /** Returns the best schedule that was found; empty if there is none that places all jobs. */
    Optional<Schedule> run() {
        FirstOrders orders = new FirstOrders(jobs);
        int[] balanced = orders.balanced();
        Improvement whole = new Improvement(jobs, target, true, seed, stop, found);
        best = whole.run(List.of(balanced), 0);
        stuck = whole.stuck();
        if (reached() || stop.getAsBoolean()) {
            return best;
        }
        int[] order = jobs.power.isEmpty() && Arrays.stream(jobs.before).allMatch(before -> before.length == 0)
                ? climb(balanced)
                : balanced;
        best = whole.run(List.of(order, orders.byBottleneck()), Math.min(PATIENCE, PATIENCE_FOR_EACH * jobs.count()));
        stuck = whole.stuck();
        return best;
    }

    /** Returns jobs without a place. */
    int[] stuck() {
        return stuck;
    }

    private boolean reached() {
        return best.map(schedule -> schedule.lateness == 0 && schedule.makespan <= target)
                .orElse(false);
    }

    /** Returns an order of all jobs that begins with those of the most loaded resources, as they were placed best. */
    private int[] climb(int[] balanced) {
        Loads loads = new Loads(jobs);
        int[] core = {};
        for (double share : SHARES) {
            int[] members = IntStream.range(0, jobs.count())
                    .filter(job -> isLoaded(job, loads, share * target))
                    .toArray();
            if (members.length > jobs.count() / 2) {
                break;
            }
            if (members.length == core.length || stop.getAsBoolean()) {
                continue;
            }
            int[] order = extended(core, members, balanced);
            Improvement level = new Improvement(jobs.part(members), target, false, seed, stop, schedule -> {});
            Optional<Schedule> schedule = level.run(
                    List.of(positions(order, members), positions(extended(new int[0], members, balanced), members)),
                    LEVEL_PATIENCE);
            if (schedule.isEmpty()) {
                break;
            }
            core = byStart(members, schedule.get().start);
            if (schedule.get().makespan > target) {
                break;
            }
        }
        return extended(core, IntStream.range(0, jobs.count()).toArray(), balanced);
    }

    private boolean isLoaded(int job, Loads loads, double least) {
        if (jobs.enters[job].length > 0 || jobs.leaves[job].length > 0) {
            return true;
        }
        for (int r : jobs.uses[job]) {
            if (loads.end(r) >= least) {
                return true;
            }
        }
        return false;
    }

    /** Returns the members in an order that begins with the core and goes on as the balanced one does. */
    private int[] extended(int[] core, int[] members, int[] balanced) {
        boolean[] missing = new boolean[jobs.count()];
        for (int job : members) {
            missing[job] = true;
        }
        int[] order = Arrays.copyOf(core, members.length);
        int at = core.length;
        for (int job : core) {
            missing[job] = false;
        }
        for (int job : balanced) {
            if (missing[job]) {
                order[at++] = job;
            }
        }
        return order;
    }

    private static int[] positions(int[] order, int[] members) {
        return Arrays.stream(order)
                .map(job -> Arrays.binarySearch(members, job))
                .toArray();
    }

    private static int[] byStart(int[] members, int[] start) {
        long[] keys = new long[members.length];
        Arrays.setAll(keys, at -> ((long) start[at] << 32) + members[at]);
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
    }
}
