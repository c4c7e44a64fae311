package io.vacate.model.plan.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Looks for better and better schedules: jobs that end late move ahead in the order, and schedules are pushed to the right and
 * to the left in turn. The same seed gives the same schedules in the same order.
 */
final class Improvement {
    private static final int PUSHES = 3;

    /** A part of the target that hardly counts. */
    private static final double NOTHING = 0.001;

    /** The same of so many jobs that each attempt takes long. */
    private static final double NOTHING_OF_MANY = 0.006;

    private static final int MANY = 2500;

    /** How much sooner patience ends when hardly anything is left to gain. */
    private static final long FINE = 500;

    /** Orders tried between two repairs of so many steps each. */
    private static final int ROUNDS = 20;

    private static final long STEPS = 20_000;

    /** How much longer than the one before a repair goes on that did, like it, no good; so many more orders come between them. */
    private static final int LONGER = 4;

    private final Jobs jobs;
    private final Placement forward;
    private final Optional<Placement> backward;
    private final Jobs mirrored;
    private final int target;
    private final SplittableRandom random;
    private final BooleanSupplier stop;
    private final Consumer<Schedule> found;
    private final long[] keys;
    private final Blame blame;
    private final Optional<Repair> repair;
    private Optional<Schedule> best = Optional.empty();
    private int[] stuck = {};
    private long patience;
    private long steps = STEPS;

    Improvement(Jobs jobs, int target, boolean repairs, long seed, BooleanSupplier stop, Consumer<Schedule> found) {
        this.jobs = jobs;
        this.target = target;
        this.stop = stop;
        this.found = found;
        random = new SplittableRandom(seed);
        Slots slots = new Slots(jobs);
        repair = repairs && Repair.suits(jobs, slots)
                ? Optional.of(new Repair(jobs, slots, random.split()))
                : Optional.empty();
        forward = new Placement(jobs, slots, target + target / 4);
        mirrored = jobs.mirrored(0);
        boolean free =
                jobs.power.isEmpty() && Arrays.stream(jobs.deadline).allMatch(deadline -> deadline == Jobs.NO_DEADLINE);
        backward = free ? Optional.of(new Placement(mirrored, slots, target + target / 4)) : Optional.empty();
        keys = new long[jobs.count()];
        blame = new Blame(jobs);
    }

    /**
     * Goes on until the target is reached, time is up, or {@code patience} jobs have been placed without anything better.
     *
     * @param orders to begin with
     * @return the best that was found; empty if no order placed all jobs, so that {@link #stuck()} are the last ones without
     */
    Optional<Schedule> run(List<int[]> orders, long patienceAtFirst) {
        int[] order = orders.get(0);
        for (int[] next : orders) {
            if (!reached()) {
                Optional<Schedule> schedule = place(next);
                if (schedule.isPresent() && best.map(schedule.get()::betterThan).orElse(true)) {
                    order = next;
                }
                offer(schedule);
            }
        }
        Optional<Schedule> current = best;
        patience = patienceAtFirst;
        int[] tried = order.clone();
        long untilRepair = 0;
        while (jobs.count() > 1 && !reached() && patience > 0 && !stop.getAsBoolean()) {
            Optional<Schedule> before = best;
            Optional<Schedule> next = place(tried).map(this::pushed);
            if (next.isPresent() && current.map(next.get()::asGoodAs).orElse(true)) {
                current = next;
            }
            offer(next);
            if (untilRepair-- == 0 && !reached()) {
                current = repair() ? best : current;
                untilRepair = ROUNDS * steps / STEPS;
            }
            if (best.isPresent() && before.map(best.get()::isShorterThan).orElse(true)) {
                patience = patienceAtFirst;
            }
            tried = current.isPresent() ? changed(current.get()) : unstuck(tried);
        }
        return best;
    }

    /** Returns the jobs that found no place in the last order that did not place all. */
    int[] stuck() {
        return stuck;
    }

    /** Tries to fit all into the target, or what lies between it and the best that was found; tells whether that was better. */
    private boolean repair() {
        if (repair.isEmpty() || best.isEmpty()) {
            return false;
        }
        int before = best.get().makespan;
        int low = target;
        // What is nearly as good is much easier to find, and a good beginning for the rest.
        int aim = isClose() ? target : target + nothing();
        while (low < best.get().makespan && !reached() && !stop.getAsBoolean()) {
            if (repair.get().run(best.get().start, aim, steps, stop)) {
                int[] start = repair.get().start().clone();
                offer(Optional.of(pushed(schedule(start, new int[0], 0, makespan(start)))));
            } else {
                patience -= isClose() ? FINE * steps : steps;
                low = aim + 1;
            }
            aim = (low + best.get().makespan - 1) / 2;
        }
        boolean isBetter = best.get().makespan < before;
        steps *= isBetter ? 1 : LONGER;
        return isBetter;
    }

    private int makespan(int[] start) {
        int makespan = jobs.floor;
        for (int job = 0; job < start.length; job++) {
            makespan = Math.max(makespan, end(start, job));
        }
        return makespan;
    }

    /** Tells whether what is left to gain is next to nothing. */
    private boolean isClose() {
        return best.map(schedule -> schedule.lateness == 0 && schedule.makespan - target <= nothing())
                .orElse(false);
    }

    private int nothing() {
        return (int) (target * (jobs.count() > MANY ? NOTHING_OF_MANY : NOTHING));
    }

    private boolean reached() {
        return best.map(schedule -> schedule.lateness == 0 && schedule.makespan <= target)
                .orElse(false);
    }

    private void offer(Optional<Schedule> schedule) {
        if (schedule.isPresent() && best.map(schedule.get()::betterThan).orElse(true)) {
            best = schedule;
            found.accept(schedule.get());
        }
    }

    private Optional<Schedule> place(int[] order) {
        patience -= isClose() ? FINE * order.length : order.length;
        if (!forward.run(order)) {
            stuck = forward.stuck();
            return Optional.empty();
        }
        return Optional.of(schedule(forward.start().clone(), forward.boots(), forward.lateness(), forward.makespan()));
    }

    private Schedule schedule(int[] start, int[] boots, long lateness, int makespan) {
        long excess = 0;
        for (int job = 0; job < start.length; job++) {
            excess += Math.max(0, end(start, job) - target);
        }
        return new Schedule(start, boots, lateness, makespan, excess);
    }

    private int end(int[] start, int job) {
        return start[job] + jobs.duration[job] + jobs.tail[job];
    }

    /** Pushes all jobs to the right, then to the left, as long as that makes the schedule better. */
    private Schedule pushed(Schedule from) {
        if (backward.isEmpty()) {
            return from;
        }
        Schedule result = from;
        for (int push = 0; push < PUSHES; push++) {
            int[] start = result.start;
            if (!backward.get().run(sorted(job -> -(start[job] + jobs.duration[job])))) {
                return result;
            }
            int[] mirror = backward.get().start();
            Optional<Schedule> next = place(sorted(job -> -(mirror[job] + jobs.duration[job])));
            if (next.isEmpty() || !next.get().betterThan(result)) {
                return result;
            }
            result = next.get();
        }
        return result;
    }

    /** The key of a job. */
    @FunctionalInterface
    private interface Key {
        long of(int job);
    }

    /** Returns the jobs by key. */
    private int[] sorted(Key key) {
        for (int job = 0; job < keys.length; job++) {
            keys[job] = (key.of(job) << 32) + job;
        }
        Arrays.sort(keys);
        int[] order = new int[keys.length];
        for (int at = 0; at < order.length; at++) {
            order[at] = (int) keys[at];
        }
        return order;
    }

    private int[] changed(Schedule schedule) {
        int[] start = schedule.start;
        int span = schedule.makespan;
        int n = start.length;
        switch (random.nextInt(5)) {
            case 4 -> {
                // Late jobs move ahead with those that they waited for.
                boolean[] late = blame.find(start, target, random);
                double ahead = random.nextDouble();
                int mixed = random.nextInt(1 + span / 2);
                return sorted(job ->
                        late[job] ? (long) (start[job] * ahead) + (mixed > 0 ? random.nextInt(mixed) : 0) : start[job]);
            }
            case 0 -> {
                // Late jobs move ahead, each by as much as chance says.
                return sorted(job -> end(start, job) > target ? (long) (start[job] * random.nextDouble()) : start[job]);
            }
            case 1 -> {
                // Noise: neighbours change places.
                int width = Math.max(2, (int) (span * random.nextDouble() * 0.2));
                return sorted(job -> start[job] + random.nextInt(width));
            }
            case 2 -> {
                // Only a few move, anywhere.
                int few = 1 + random.nextInt(Math.max(1, Math.min(8, n / 2)));
                int[] order = sorted(job -> start[job]);
                for (int i = 0; i < few; i++) {
                    move(order, random.nextInt(n), random.nextInt(n));
                }
                return order;
            }
            default -> {
                // What ends last comes first, and its part of the time is placed anew.
                int from = (int) (span * random.nextDouble());
                int to = from + Math.max(2, (int) (span * 0.3 * random.nextDouble()));
                return sorted(job -> {
                    if (end(start, job) > target && random.nextInt(2) == 0) {
                        return from;
                    }
                    boolean inside = start[job] >= from && start[job] < to;
                    return inside ? from + random.nextInt(to - from) : start[job];
                });
            }
        }
    }

    private static void move(int[] order, int from, int to) {
        int job = order[from];
        if (from < to) {
            System.arraycopy(order, from + 1, order, from, to - from);
        } else {
            System.arraycopy(order, to, order, to + 1, from - to);
        }
        order[to] = job;
    }

    /** Returns the order with the jobs that found no place at its beginning, shuffled. */
    private int[] unstuck(int[] order) {
        boolean[] first = new boolean[order.length];
        for (int job : stuck) {
            first[job] = true;
        }
        int[] result = new int[order.length];
        int at = 0;
        for (int job : stuck) {
            result[at++] = job;
        }
        for (int i = stuck.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            int job = result[i];
            result[i] = result[other];
            result[other] = job;
        }
        for (int job : order) {
            if (!first[job]) {
                result[at++] = job;
            }
        }
        return result;
    }
}
