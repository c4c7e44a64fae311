package io.vacate.model.plan.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Lets VMs of higher priority start sooner, as far as nothing ends later in all: each in turn is asked before all of lower
 * priority. For one thread.
 */
final class Preference {
    private final Jobs jobs;
    private final BooleanSupplier stop;

    Preference(Jobs jobs, BooleanSupplier stop) {
        this.jobs = jobs;
        this.stop = stop;
    }

    /** Returns a schedule that is as good, with those of higher priority earlier where that could be had. */
    Schedule in(Schedule schedule) {
        if (Arrays.stream(jobs.priority).distinct().count() < 2) {
            return schedule;
        }
        Placement placement = new Placement(jobs, new Slots(jobs), schedule.makespan + 1);
        List<Integer> preferred = IntStream.range(0, jobs.count())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(job -> -jobs.priority[job])
                        .thenComparingInt(job -> schedule.start[job]))
                .toList();
        Schedule best = schedule;
        for (int job : preferred) {
            if (!stop.getAsBoolean()) {
                best = ahead(placement, best, job).orElse(best);
            }
        }
        return best;
    }

    /** Returns the schedule with a job before all of lower priority; empty if that would end later, or not start it sooner. */
    private Optional<Schedule> ahead(Placement placement, Schedule from, int job) {
        int[] order = IntStream.range(0, jobs.count())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(
                                other -> jobs.priority[other] >= jobs.priority[job] ? rank(from, job, other) : 1)
                        .thenComparingInt(other -> from.start[other]))
                .mapToInt(Integer::intValue)
                .toArray();
        boolean isBetter = placement.run(order)
                && placement.makespan() <= from.makespan
                && placement.lateness() <= from.lateness
                && placement.start()[job] < from.start[job];
        return isBetter
                ? Optional.of(new Schedule(
                        placement.start().clone(),
                        placement.boots(),
                        placement.lateness(),
                        placement.makespan(),
                        from.excess))
                : Optional.empty();
    }

    /** The job itself, and those of its priority and above that start before it. */
    private static int rank(Schedule from, int job, int other) {
        return other == job || from.start[other] <= from.start[job] ? 0 : 1;
    }
}
