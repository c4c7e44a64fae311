package io.vacate.model.plan.search;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Fits jobs into a given time: one that finds no place takes that of others, of those that have been in the way least, and they
 * look for a place in turn. What is hard to place so becomes harder and harder to push away (after Y. Nagata and O. Bräysy's
 * ejection pool, 2009). Knows resources, stores, releases, tails and deadlines; of precedences it knows nothing.
 */
final class Repair {
    private static final int LARGE = 200;
    private static final int STIRRED = 6;
    private static final int STOP_MASK = 63;
    private static final int UNPLACED = -1;

    private final Jobs jobs;
    private final Slots slots;
    private final SplittableRandom random;
    private final int[][] users;
    private final int[][] stored;
    private final int[] start;
    private final int[] weight;
    private final int[] pool;
    private final int[] seen;
    private int stamp;
    private int pooled;
    private int end;
    private int[] cost = {};
    private int[][] used = {};

    Repair(Jobs jobs, Slots slots, SplittableRandom random) {
        this.jobs = jobs;
        this.slots = slots;
        this.random = random;
        users = Members.of(jobs.resources.count(), jobs.uses);
        stored = Members.of(jobs.stores.count(), jobs.enters);
        start = new int[jobs.count()];
        weight = new int[jobs.count()];
        pool = new int[jobs.count()];
        seen = new int[jobs.count()];
    }

    /**
     * Tells whether this helps with some jobs: where many resources carry one job at a time. One that carries several at once is
     * filled better by pushing.
     */
    static boolean suits(Jobs jobs, Slots slots) {
        if (jobs.count() < LARGE
                || jobs.power.isPresent()
                || !Arrays.stream(jobs.before).allMatch(before -> before.length == 0)) {
            return false;
        }
        Loads loads = new Loads(jobs);
        int most = 0;
        for (int r = 0; r < loads.ticks.length; r++) {
            most = loads.end(r) > loads.end(most) ? r : most;
        }
        return loads.ticks.length > 0 && slots.exclusive[most];
    }

    /**
     * Tries to change a schedule so that all, tails included, ends at {@code target}.
     *
     * @return whether it did; then {@link #start()} is the schedule
     */
    boolean run(int[] from, int target, long steps, BooleanSupplier stop) {
        begin(from, target);
        for (long step = 0; pooled > 0 && step < steps; step++) {
            if ((step & STOP_MASK) == 0 && stop.getAsBoolean()) {
                return false;
            }
            int job = pool[--pooled];
            int place = place(job, false);
            if (place == UNPLACED) {
                // No room at all, until others have left: they come first.
                weight[job]++;
                System.arraycopy(pool, 0, pool, 1, pooled++);
                pool[0] = job;
            } else if (cost[place] > 0) {
                weight[job]++;
                push(job, place);
                stir(job);
            } else {
                put(job, place);
            }
        }
        return pooled == 0;
    }

    int[] start() {
        return start;
    }

    private void begin(int[] from, int target) {
        end = target;
        if (cost.length < target + 2) {
            cost = new int[target + 2];
        }
        used = new int[users.length][];
        for (int r = 0; r < used.length; r++) {
            used[r] = slots.exclusive[r] ? new int[0] : new int[target + 1];
        }
        Arrays.fill(weight, 1);
        Arrays.fill(start, UNPLACED);
        pooled = 0;
        for (int job = 0; job < from.length; job++) {
            if (from[job] + jobs.duration[job] <= jobs.latestEnd(job, end)) {
                put(job, from[job]);
            }
        }
        for (int job = 0; job < from.length; job++) {
            if (start[job] == UNPLACED) {
                pool[pooled++] = job;
            }
        }
        // Who came needs those to have left that have no place any more.
        for (int store = 0; store < stored.length; store++) {
            clearStore(store);
        }
    }

    private void put(int job, int at) {
        start[job] = at;
        hold(job, at, 1);
    }

    private void hold(int job, int at, int sign) {
        for (int i = 0; i < jobs.uses[job].length; i++) {
            int r = jobs.uses[job][i];
            if (!slots.exclusive[r]) {
                int amount = sign * jobs.amounts[job][i];
                for (int tick = at; tick < at + jobs.duration[job]; tick++) {
                    used[r][tick] += amount;
                }
            }
        }
    }

    private void remove(int job) {
        hold(job, start[job], -1);
        start[job] = UNPLACED;
    }

    /** Takes a job from its place; those that came where it was have to go too, if there is no room for both. */
    private void eject(int job) {
        remove(job);
        pool[pooled++] = job;
        for (int store : jobs.leaves[job]) {
            clearStore(store);
        }
    }

    private void clearStore(int store) {
        while (true) {
            int last = overfull(store);
            if (last == UNPLACED) {
                return;
            }
            eject(last);
        }
    }

    /** Returns a job that came into a store when there was no room for it; {@link #UNPLACED} if there is none. */
    private int overfull(int store) {
        for (int job : stored[store]) {
            if (start[job] != UNPLACED && free(store, start[job]) < 0) {
                return job;
            }
        }
        return UNPLACED;
    }

    /** Returns what is free in a store at a time. */
    private long free(int store, int when) {
        long free = jobs.stores.free[store];
        for (int job : stored[store]) {
            if (start[job] != UNPLACED && start[job] <= when) {
                free -= amount(jobs.enters[job], jobs.entered[job], store);
            }
        }
        for (int job : leaving(store)) {
            if (start[job] != UNPLACED && start[job] + jobs.duration[job] <= when) {
                free += amount(jobs.leaves[job], jobs.left[job], store);
            }
        }
        return free;
    }

    private int[][] departures = {};

    private int[] leaving(int store) {
        if (departures.length == 0) {
            departures = Members.of(jobs.stores.count(), jobs.leaves);
        }
        return departures[store];
    }

    private static long amount(int[] ids, long[] amounts, int id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return amounts[i];
            }
        }
        return 0;
    }

    /** Returns from when on a job finds room in a store; beyond all time if never. */
    private int roomFrom(int job, int store) {
        long needed = amount(jobs.enters[job], jobs.entered[job], store);
        if (free(store, Integer.MAX_VALUE - 1) < needed) {
            return Integer.MAX_VALUE;
        }
        // What is free changes for the worse when others come: after the last that leaves too little there is room.
        int from = free(store, 0) >= needed ? 0 : 1;
        for (int other : stored[store]) {
            if (start[other] != UNPLACED && free(store, start[other]) < needed) {
                from = Math.max(from, start[other] + 1);
            }
        }
        if (from > 0) {
            int first = Integer.MAX_VALUE;
            for (int other : leaving(store)) {
                int left = start[other] + jobs.duration[other];
                if (start[other] != UNPLACED && left >= from && left < first && free(store, left) >= needed) {
                    first = left;
                }
            }
            return first;
        }
        return 0;
    }

    /**
     * Weighs all places of a job, into {@link #cost}; returns one of the least, of those without any cost one by chance if
     * {@code anyFree}, {@link #UNPLACED} if there is none at all.
     */
    private int place(int job, boolean anyFree) {
        int length = jobs.duration[job];
        int first = jobs.release[job];
        for (int store : jobs.enters[job]) {
            first = Math.max(first, roomFrom(job, store));
        }
        int last = jobs.latestEnd(job, end) - length;
        if (first > last) {
            return UNPLACED;
        }
        Arrays.fill(cost, first, last + 2, 0);
        stamp++;
        seen[job] = stamp;
        for (int i = 0; i < jobs.uses[job].length; i++) {
            int r = jobs.uses[job][i];
            if (slots.exclusive[r]) {
                for (int other : users[r]) {
                    if (start[other] != UNPLACED && seen[other] != stamp) {
                        seen[other] = stamp;
                        raise(
                                Math.max(first, start[other] - length + 1),
                                Math.min(last, start[other] + jobs.duration[other] - 1),
                                weight[other]);
                    }
                }
            }
        }
        int sum = 0;
        for (int at = first; at <= last; at++) {
            sum += cost[at];
            cost[at] = sum;
        }
        for (int i = 0; i < jobs.uses[job].length; i++) {
            int r = jobs.uses[job][i];
            if (!slots.exclusive[r]) {
                weighShared(r, jobs.resources.capacity[r] - jobs.amounts[job][i], first, last, length);
            }
        }
        return least(first, last, anyFree);
    }

    private void raise(int from, int to, int by) {
        if (from <= to) {
            cost[from] += by;
            cost[to + 1] -= by;
        }
    }

    /** Adds what it costs where a shared resource is too full: one job for each part of that time that a job lasts. */
    private void weighShared(int r, int most, int first, int last, int length) {
        int[] use = used[r];
        int over = 0;
        for (int tick = first; tick < first + length; tick++) {
            over += use[tick] > most ? 1 : 0;
        }
        for (int at = first; ; at++) {
            if (over > 0) {
                cost[at] += 1 + 2 * over / length;
            }
            if (at == last) {
                return;
            }
            over += (use[at + length] > most ? 1 : 0) - (use[at] > most ? 1 : 0);
        }
    }

    private int least(int first, int last, boolean anyFree) {
        int best = Integer.MAX_VALUE;
        int found = UNPLACED;
        int ties = 0;
        for (int at = first; at <= last; at++) {
            if (cost[at] < best) {
                best = cost[at];
                found = at;
                ties = 1;
                if (best == 0 && !anyFree) {
                    return at;
                }
            } else if (cost[at] == best && random.nextInt(++ties) == 0) {
                found = at;
            }
        }
        return found;
    }

    /** Places a job, and takes away those that are in its way. */
    private void push(int job, int at) {
        int until = at + jobs.duration[job];
        for (int i = 0; i < jobs.uses[job].length; i++) {
            int r = jobs.uses[job][i];
            if (slots.exclusive[r]) {
                for (int other : users[r]) {
                    if (start[other] != UNPLACED && start[other] < until && start[other] + jobs.duration[other] > at) {
                        eject(other);
                    }
                }
            } else {
                int most = jobs.resources.capacity[r] - jobs.amounts[job][i];
                for (int tick = at; tick < until; tick++) {
                    while (used[r][tick] > most) {
                        eject(lightest(r, tick));
                    }
                }
            }
        }
        // Those that had to go may have made the room in a store that this one was to have.
        for (int store : jobs.enters[job]) {
            if (roomFrom(job, store) > at) {
                pool[pooled++] = job;
                return;
            }
        }
        put(job, at);
    }

    private int lightest(int r, int tick) {
        int found = UNPLACED;
        int ties = 0;
        for (int job : users[r]) {
            if (start[job] == UNPLACED || start[job] > tick || start[job] + jobs.duration[job] <= tick) {
                continue;
            }
            if (found == UNPLACED || weight[job] < weight[found]) {
                found = job;
                ties = 1;
            } else if (weight[job] == weight[found] && random.nextInt(++ties) == 0) {
                found = job;
            }
        }
        return found;
    }

    /** Moves a few neighbours of a job to other places where nobody is in their way. */
    private void stir(int job) {
        int[] uses = jobs.uses[job];
        for (int i = 0; i < STIRRED && uses.length > 0; i++) {
            int[] some = users[uses[random.nextInt(uses.length)]];
            int other = some[random.nextInt(some.length)];
            // Others may rely on the room that it left.
            if (start[other] == UNPLACED || jobs.leaves[other].length > 0) {
                continue;
            }
            int was = start[other];
            remove(other);
            int place = place(other, true);
            put(other, place != UNPLACED && cost[place] == 0 ? place : was);
        }
    }
}
