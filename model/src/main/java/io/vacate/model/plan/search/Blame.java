package io.vacate.model.plan.search;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Finds the jobs that others end late for: those that end late, and those that these waited for, and so on. */
final class Blame {
    private final Jobs jobs;
    private final int[][] users;
    private final int[][] departures;
    private final boolean[] blamed;
    private final int[] stack;

    Blame(Jobs jobs) {
        this.jobs = jobs;
        users = Members.of(jobs.resources.count(), jobs.uses);
        departures = Members.of(jobs.stores.count(), jobs.leaves);
        blamed = new boolean[jobs.count()];
        stack = new int[jobs.count()];
    }

    /** Returns for each job whether it is to blame; chance leaves out some of those that others waited for. */
    boolean[] find(int[] start, int target, SplittableRandom random) {
        Arrays.fill(blamed, false);
        int size = 0;
        for (int job = 0; job < start.length; job++) {
            if (start[job] + jobs.duration[job] > jobs.latestEnd(job, target)) {
                blamed[job] = true;
                stack[size++] = job;
            }
        }
        while (size > 0) {
            int job = stack[--size];
            for (int r : jobs.uses[job]) {
                size = blame(users[r], start, job, size, random);
            }
            for (int store : jobs.enters[job]) {
                size = blame(departures[store], start, job, size, random);
            }
            size = blame(jobs.before[job], start, job, size, random);
        }
        return blamed;
    }

    private int blame(int[] others, int[] start, int job, int size, SplittableRandom random) {
        int top = size;
        for (int other : others) {
            if (!blamed[other] && start[other] + jobs.duration[other] == start[job] && random.nextInt(3) > 0) {
                blamed[other] = true;
                stack[top++] = other;
            }
        }
        return top;
    }
}
