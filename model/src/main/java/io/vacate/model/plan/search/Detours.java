package io.vacate.model.plan.search;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.plan.search.Trials.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Breaks circles of VMs that wait for each other's room: a small one of them goes to a third host first. For one thread.
 */
final class Detours {
    /** VMs and hosts that are tried at each step: the smallest, and those with most room. */
    private static final int MOST_VMS = 12;

    private static final int MOST_HOSTS = 8;

    private final Batch problem;
    private final Choices choices;
    private final Trials trials;
    private final Map<String, Long> free = new HashMap<>();

    Detours(Choices choices, Trials trials) {
        problem = choices.problem();
        this.choices = choices;
        this.trials = trials;
        problem.hosts().forEach(host -> free.put(host.id(), host.memory().bytes()));
        problem.vms().forEach(vm -> free.merge(vm.host(), -vm.memory().bytes(), Long::sum));
    }

    /** Returns the migrations with as many detours as help. */
    Trial around(Trial stuck) {
        Trial now = stuck;
        while (!now.isSolved()) {
            Optional<Trial> better = better(now);
            if (better.isEmpty()) {
                return now;
            }
            now = better.get();
        }
        return now;
    }

    private Optional<Trial> better(Trial now) {
        Optional<Trial> best = Optional.empty();
        List<Integer> smallest = Arrays.stream(now.stuck())
                .boxed()
                .sorted(Comparator.comparingLong(
                        job -> now.migrations().get(job).vm().memory().bytes()))
                .limit(MOST_VMS)
                .toList();
        for (int job : smallest) {
            for (BatchHost by : thirdHosts(now.migrations().get(job))) {
                Optional<Trial> tried = leg(now.migrations(), job, by).map(trials::of);
                int least = best.map(known -> known.stuck().length).orElse(now.stuck().length);
                if (tried.isPresent() && tried.get().stuck().length < least) {
                    best = tried;
                }
                if (best.isPresent() && best.get().isSolved()) {
                    return best;
                }
            }
        }
        return best;
    }

    /** Returns hosts that may hold a VM meanwhile, those with most room first. */
    private List<BatchHost> thirdHosts(Migration migration) {
        BatchVm vm = migration.vm();
        return problem.hosts().stream()
                .filter(host -> !host.id().equals(migration.from().id())
                        && !host.id().equals(migration.to().id()))
                .filter(host -> free.getOrDefault(host.id(), 0L) >= vm.memory().bytes())
                .filter(host -> choices.mayHold(vm, migration.from(), host) && choices.hasRoute(host, migration.to()))
                .sorted(Comparator.comparingLong((BatchHost host) -> free.getOrDefault(host.id(), 0L))
                        .reversed())
                .limit(MOST_HOSTS)
                .toList();
    }

    /** Returns the migrations with one of them in two parts. */
    private Optional<List<Migration>> leg(List<Migration> migrations, int job, BatchHost by) {
        Migration whole = migrations.get(job);
        Optional<Migration> there = choices.between(whole.vm(), whole.from(), by);
        Optional<Migration> onwards = choices.between(whole.vm(), by, whole.to());
        if (there.isEmpty() || onwards.isEmpty()) {
            return Optional.empty();
        }
        List<Migration> legs = new ArrayList<>(migrations);
        legs.set(job, there.get());
        legs.add(job + 1, onwards.get());
        return Optional.of(legs);
    }
}
