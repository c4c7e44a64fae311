package io.vacate.model.plan.search;

import java.util.Arrays;

/**
 * Who holds how much of which resource when. A bit for each tick of each slot says whether it is taken, so that the first
 * time at which a job fits is found 64 ticks at a time.
 */
final class Timeline {
    private static final int BITS = 6;

    private final Jobs jobs;
    private final Slots slots;

    /** Where the ticks of each resource's use begin, for those that several jobs may hold at once. */
    private final int[] shared;

    private final int sharedCount;

    /** Below this tick each slot is taken throughout. */
    private final int[] full;

    private int words;
    private long[] taken;
    private int[] used;

    Timeline(Jobs jobs, Slots slots, int ticks) {
        this.jobs = jobs;
        this.slots = slots;
        shared = new int[jobs.resources.count()];
        int count = 0;
        for (int r = 0; r < shared.length; r++) {
            if (!slots.exclusive[r]) {
                shared[r] = count++;
            }
        }
        sharedCount = count;
        full = new int[slots.count()];
        words = (ticks >> BITS) + 2;
        taken = new long[slots.count() * words];
        used = new int[sharedCount * (words << BITS)];
    }

    void clear() {
        Arrays.fill(taken, 0);
        Arrays.fill(used, 0);
        Arrays.fill(full, 0);
    }

    private void reach(int tick) {
        if (tick >> BITS < words) {
            return;
        }
        int more = Math.max((tick >> BITS) + 2, words * 2);
        long[] longer = new long[slots.count() * more];
        for (int slot = 0; slot < slots.count(); slot++) {
            System.arraycopy(taken, slot * words, longer, slot * more, words);
        }
        int[] wider = new int[sharedCount * (more << BITS)];
        for (int r = 0; r < sharedCount; r++) {
            System.arraycopy(used, r * (words << BITS), wider, r * (more << BITS), words << BITS);
        }
        taken = longer;
        used = wider;
        words = more;
    }

    /** Returns the first tick, not before {@code from}, at which a job can start and run to its end. */
    int earliest(int job, int from) {
        int[] needed = slots.ofJob[job];
        int start = from;
        for (int slot : needed) {
            start = Math.max(start, firstFree(slot));
        }
        int length = jobs.duration[job];
        int good = 0;
        for (int i = 0; good < needed.length; i = i + 1 == needed.length ? 0 : i + 1) {
            reach(start + length);
            int clash = lastTaken(needed[i], start, start + length);
            if (clash < start) {
                good++;
            } else {
                start = clash + 1;
                good = 0;
            }
        }
        return start;
    }

    private int firstFree(int slot) {
        int word = full[slot] >> BITS;
        int base = slot * words;
        while (word < words && taken[base + word] == -1L) {
            word++;
        }
        full[slot] = word == words
                ? word << BITS
                : Math.max(full[slot], (word << BITS) + Long.numberOfTrailingZeros(~taken[base + word]));
        return full[slot];
    }

    /** Returns the last tick of [from, to) at which a slot is taken; less than {@code from} if there is none. */
    private int lastTaken(int slot, int from, int to) {
        int base = slot * words;
        int low = from >> BITS;
        int high = (to - 1) >> BITS;
        for (int word = high; word >= low; word--) {
            long bits = taken[base + word];
            if (word == high) {
                bits &= -1L >>> (63 - ((to - 1) & 63));
            }
            if (word == low) {
                bits &= -1L << (from & 63);
            }
            if (bits != 0) {
                return (word << BITS) + 63 - Long.numberOfLeadingZeros(bits);
            }
        }
        return from - 1;
    }

    /** Gives a job what it holds from {@code start} to its end. */
    void place(int job, int start) {
        int end = start + jobs.duration[job];
        reach(end);
        int[] uses = jobs.uses[job];
        for (int i = 0; i < uses.length; i++) {
            int r = uses[i];
            if (slots.exclusive[r]) {
                take(slots.first[r], start, end);
            } else {
                share(r, jobs.amounts[job][i], start, end);
            }
        }
    }

    private void share(int r, int amount, int start, int end) {
        int base = shared[r] * (words << BITS);
        int free = jobs.resources.capacity[r];
        int begin = slots.first[r];
        int last = slots.first[r + 1] - 1;
        for (int tick = start; tick < end; tick++) {
            int left = free - (used[base + tick] += amount);
            for (int slot = last; slot >= begin && slots.amount[slot] > left; slot--) {
                taken[slot * words + (tick >> BITS)] |= 1L << (tick & 63);
            }
        }
    }

    private void take(int slot, int start, int end) {
        int base = slot * words;
        int low = start >> BITS;
        int high = (end - 1) >> BITS;
        long head = -1L << (start & 63);
        long tail = -1L >>> (63 - ((end - 1) & 63));
        if (low == high) {
            taken[base + low] |= head & tail;
            return;
        }
        taken[base + low] |= head;
        for (int word = low + 1; word < high; word++) {
            taken[base + word] = -1L;
        }
        taken[base + high] |= tail;
    }
}
