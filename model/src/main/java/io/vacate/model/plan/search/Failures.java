package io.vacate.model.plan.search;

import io.vacate.api.unit.DataSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says in few words why there is no schedule. */
final class Failures {
    private Failures() {}

    /** Says what jobs wait for that found no place: the shortest circle of those that wait for each other, where there is one. */
    static String stuck(Jobs jobs, List<Migration> migrations, int[] stuck, Choices choices) {
        if (stuck.length == 0) {
            return "power: the cap of %d W leaves too little for hosts that are to be switched on"
                    .formatted(jobs.power.map(power -> power.cap).orElse(0));
        }
        Set<Integer> waiting = new LinkedHashSet<>();
        for (int job : stuck) {
            waiting.add(job);
        }
        List<String> best = List.of();
        for (int job : stuck) {
            List<String> chain = chain(jobs, migrations, waiting, job);
            if (best.isEmpty() || chain.size() < best.size()) {
                best = chain;
            }
        }
        boolean isAnySuspended = Arrays.stream(stuck)
                .anyMatch(job -> choices.suspended(migrations.get(job)).isPresent());
        return "no order was found in which all VMs can move. %s%s"
                .formatted(
                        String.join("; ", best),
                        best.size() > 1 ? wayOut(choices.problem().limits().detours(), isAnySuspended) : "");
    }

    private static String wayOut(boolean detours, boolean suspended) {
        return ". To break such a circle one of them has to move to another host first, %s; or to be suspended meanwhile, %s"
                .formatted(
                        detours ? "and no host was found that has the room" : "which detours would allow",
                        suspended
                                ? "and those that may be make too little room"
                                : "which the mode suspend_copy_resume_disk would allow");
    }

    private static List<String> chain(Jobs jobs, List<Migration> migrations, Set<Integer> waiting, int first) {
        List<String> reasons = new ArrayList<>();
        Set<Integer> seen = new LinkedHashSet<>();
        Optional<Integer> next = Optional.of(first);
        while (next.isPresent() && seen.add(next.get())) {
            int job = next.get();
            next = Optional.empty();
            String vm = "VM '%s'".formatted(migrations.get(job).vm().id());
            for (int i = 0; i < jobs.enters[job].length && next.isEmpty(); i++) {
                int store = jobs.enters[job][i];
                long missing = jobs.entered[job][i] - freeAtEnd(jobs, waiting, store);
                if (missing > 0) {
                    next = leaving(jobs, waiting, store, seen);
                    String name = jobs.stores.names[store];
                    reasons.add("%s lacks %s of the %s%s"
                            .formatted(
                                    vm,
                                    name.startsWith("memory") ? DataSize.ofBytes(missing) : missing,
                                    name,
                                    next.map(other -> ", until VM '%s' has left"
                                                    .formatted(migrations
                                                            .get(other)
                                                            .vm()
                                                            .id()))
                                            .orElse("")));
                    break;
                }
            }
            for (int other : jobs.before[job]) {
                if (next.isEmpty() && waiting.contains(other)) {
                    reasons.add("%s waits for VM '%s'"
                            .formatted(vm, migrations.get(other).vm().id()));
                    next = Optional.of(other);
                }
            }
            if (reasons.isEmpty()) {
                reasons.add("%s lacks power under the cap of %d W"
                        .formatted(vm, jobs.power.map(power -> power.cap).orElse(0)));
            }
        }
        return reasons;
    }

    private static long freeAtEnd(Jobs jobs, Set<Integer> waiting, int store) {
        long free = jobs.stores.free[store];
        for (int job = 0; job < jobs.count(); job++) {
            if (!waiting.contains(job)) {
                free -= amount(jobs.enters[job], jobs.entered[job], store);
                free += amount(jobs.leaves[job], jobs.left[job], store);
            }
        }
        return free;
    }

    private static long amount(int[] stores, long[] amounts, int store) {
        long amount = 0;
        for (int i = 0; i < stores.length; i++) {
            amount += stores[i] == store ? amounts[i] : 0;
        }
        return amount;
    }

    /** Returns one of the waiting jobs that would leave a store, rather one that has been seen: that closes the circle. */
    private static Optional<Integer> leaving(Jobs jobs, Set<Integer> waiting, int store, Set<Integer> seen) {
        Optional<Integer> found = Optional.empty();
        for (int job : waiting) {
            if (amount(jobs.leaves[job], jobs.left[job], store) > 0 && (found.isEmpty() || seen.contains(job))) {
                found = Optional.of(job);
            }
        }
        return found;
    }

    /** Says which deadline is missed most, and whether it could be kept at all. */
    static String late(Jobs jobs, List<Migration> migrations, Schedule schedule, Clockwork clock) {
        int worst = 0;
        long most = Long.MIN_VALUE;
        int[] heads = Heads.of(jobs);
        for (int job = 0; job < jobs.count(); job++) {
            long late = (long) schedule.start[job] + jobs.duration[job] - jobs.deadline[job];
            if (late > most) {
                most = late;
                worst = job;
            }
        }
        return "no plan was found that keeps the deadline of VM '%s' (%s): the best one ends it at %s; alone it could end at %s"
                .formatted(
                        migrations.get(worst).vm().id(),
                        clock.time(jobs.deadline[worst]),
                        clock.time(schedule.start[worst] + jobs.duration[worst]),
                        clock.time(heads[worst] + jobs.duration[worst]));
    }
}
