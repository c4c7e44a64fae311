package io.vacate.model.plan.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;

/**
 * Which jobs must have ended before which, so that whoever starts each as soon as these have ended never needs more of a
 * resource than there is, however long each takes: what a job holds is handed on by those that held it before.
 */
final class Predecessors {
    private final Jobs jobs;
    private final int[] start;
    private final List<TreeSet<Integer>> before = new ArrayList<>();

    Predecessors(Jobs jobs, int[] start) {
        this.jobs = jobs;
        this.start = start;
        for (int job = 0; job < start.length; job++) {
            TreeSet<Integer> given = new TreeSet<>();
            Arrays.stream(jobs.before[job]).forEach(given::add);
            before.add(given);
        }
    }

    /** What is free, and who left it; from the beginning it was nobody. */
    private static final class Part {
        private final int owner;
        private long amount;

        Part(int owner, long amount) {
            this.owner = owner;
            this.amount = amount;
        }
    }

    /** At a time a job gives something back or takes something. */
    private record Event(int time, boolean takes, int job, long amount) {}

    int[][] find() {
        List<List<Event>> held = events(jobs.resources.count());
        List<List<Event>> stored = events(jobs.stores.count());
        for (int job = 0; job < start.length; job++) {
            int end = start[job] + jobs.duration[job];
            for (int i = 0; i < jobs.uses[job].length; i++) {
                List<Event> events = held.get(jobs.uses[job][i]);
                events.add(new Event(start[job], true, job, jobs.amounts[job][i]));
                events.add(new Event(end, false, job, jobs.amounts[job][i]));
            }
            for (int i = 0; i < jobs.enters[job].length; i++) {
                stored.get(jobs.enters[job][i]).add(new Event(start[job], true, job, jobs.entered[job][i]));
            }
            for (int i = 0; i < jobs.leaves[job].length; i++) {
                stored.get(jobs.leaves[job][i]).add(new Event(end, false, job, jobs.left[job][i]));
            }
        }
        for (int r = 0; r < held.size(); r++) {
            handOn(held.get(r), jobs.resources.capacity[r]);
        }
        for (int store = 0; store < stored.size(); store++) {
            handOn(stored.get(store), jobs.stores.free[store]);
        }
        return before.stream()
                .map(set -> set.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    private static List<List<Event>> events(int count) {
        List<List<Event>> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    private void handOn(List<Event> events, long free) {
        events.sort(Comparator.comparingInt(Event::time).thenComparing(Event::takes));
        Deque<Part> parts = new ArrayDeque<>();
        parts.add(new Part(-1, free));
        for (Event event : events) {
            if (event.takes) {
                take(parts, event);
            } else {
                parts.addLast(new Part(event.job, event.amount));
            }
        }
    }

    private void take(Deque<Part> parts, Event event) {
        long needed = event.amount;
        while (needed > 0) {
            Part part = parts.element();
            if (part.owner >= 0 && part.owner != event.job) {
                before.get(event.job).add(part.owner);
            }
            long taken = Math.min(needed, part.amount);
            part.amount -= taken;
            needed -= taken;
            if (part.amount == 0) {
                parts.remove();
            }
        }
    }
}
