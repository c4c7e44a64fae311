package io.vacate.model.plan.search;

import io.vacate.model.plan.batch.BatchGroup;
import io.vacate.model.plan.batch.BatchHost;
import io.vacate.model.plan.batch.BatchLink;
import io.vacate.model.plan.batch.BatchVm;
import io.vacate.model.plan.batch.Hop;
import io.vacate.model.plan.batch.InfeasibleBatchException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses where VMs go that may go to several hosts: so that what the most loaded links have to carry becomes least, each host has
 * room when all have moved, and groups are as they are to be.
 */
final class Destinations {
    /** How often each VM may change its mind. */
    private static final int ROUNDS = 5;

    private final Choices choices;
    private final Map<String, BatchLink> links = new HashMap<>();
    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, List<BatchGroup>> groups = new HashMap<>();
    private final Map<String, String> placed = new HashMap<>();
    private final Map<Hop, Double> loads = new HashMap<>();

    Destinations(Choices choices) {
        this.choices = choices;
        choices.problem().links().forEach(link -> links.put(link.id(), link));
        choices.problem().hosts().forEach(host -> rooms.put(host.id(), new Room(host)));
        for (BatchGroup group : choices.problem().groups()) {
            for (String vm : group.vms()) {
                groups.computeIfAbsent(vm, name -> new ArrayList<>()).add(group);
            }
        }
    }

    /** What is left of a host when all have moved. */
    private static final class Room {
        private final BatchHost host;
        private long bytes;
        private int cpus;

        Room(BatchHost host) {
            this.host = host;
            bytes = host.memory().bytes();
            cpus = host.cpus();
        }

        void take(BatchVm vm, int sign) {
            bytes -= sign * vm.memory().bytes();
            cpus -= sign * vm.cpus();
        }

        Optional<String> lacks(BatchVm vm) {
            if (bytes < vm.memory().bytes()) {
                return Optional.of("host '%s' lacks %d bytes of memory"
                        .formatted(host.id(), vm.memory().bytes() - bytes));
            }
            return cpus < vm.cpus()
                    ? Optional.of("host '%s' lacks %d CPUs".formatted(host.id(), vm.cpus() - cpus))
                    : Optional.empty();
        }
    }

    /** Returns how each VM moves that must, in their order. */
    List<Migration> choose() {
        List<BatchVm> moving = choices.problem().moving();
        Map<String, Migration> chosen = new LinkedHashMap<>();
        Map<String, List<Migration>> open = new LinkedHashMap<>();
        choices.problem().vms().stream().filter(vm -> !vm.mustMove()).forEach(vm -> put(vm, vm.host()));
        for (BatchVm vm : moving) {
            List<BatchHost> hosts = choices.destinations(vm);
            if (hosts.size() == 1) {
                Migration only = choices.migration(vm, hosts.get(0));
                requireGroups(vm, only.to().id());
                add(only, chosen);
            } else {
                open.put(vm.id(), converging(vm, hosts));
            }
        }
        List<List<Migration>> hardestFirst = new ArrayList<>(open.values());
        hardestFirst.sort(Comparator.comparingLong((List<Migration> options) ->
                        -options.get(0).vm().memory().bytes())
                .thenComparingInt(List::size));
        hardestFirst.forEach(options -> add(best(options), chosen));
        improve(hardestFirst, chosen);
        return moving.stream()
                .map(vm -> Objects.requireNonNull(chosen.get(vm.id())))
                .toList();
    }

    private List<Migration> converging(BatchVm vm, List<BatchHost> hosts) {
        List<Migration> options = new ArrayList<>();
        Optional<InfeasibleBatchException> why = Optional.empty();
        for (BatchHost host : hosts) {
            try {
                options.add(choices.migration(vm, host));
            } catch (InfeasibleBatchException diverges) {
                why = Optional.of(diverges);
            }
        }
        if (options.isEmpty()) {
            throw why.orElseThrow();
        }
        return options;
    }

    private void improve(List<List<Migration>> open, Map<String, Migration> chosen) {
        boolean changed = true;
        for (int round = 0; changed && round < ROUNDS; round++) {
            changed = false;
            for (List<Migration> options : open) {
                Migration old =
                        Objects.requireNonNull(chosen.get(options.get(0).vm().id()));
                load(old, -1);
                rooms(old.vm(), old.to().id(), -1);
                placed.remove(old.vm().id());
                Migration better = best(options);
                changed |= !better.equals(old);
                add(better, chosen);
            }
        }
    }

    private void add(Migration migration, Map<String, Migration> chosen) {
        chosen.put(migration.vm().id(), migration);
        put(migration.vm(), migration.to().id());
        load(migration, 1);
    }

    private void put(BatchVm vm, String host) {
        placed.put(vm.id(), host);
        rooms(vm, host, 1);
    }

    private void rooms(BatchVm vm, String host, int sign) {
        Objects.requireNonNull(rooms.get(host)).take(vm, sign);
    }

    private void load(Migration migration, int sign) {
        for (Hop hop : migration.route().hops()) {
            loads.merge(hop, sign * part(migration, hop), Double::sum);
        }
    }

    private double part(Migration migration, Hop hop) {
        long capacity = Objects.requireNonNull(links.get(hop.link()))
                .capacity(hop.forward())
                .bytesPerSecond();
        return (double) migration.ticks() * migration.rate().bytesPerSecond() / capacity;
    }

    private Migration best(List<Migration> options) {
        Migration best = options.get(0);
        double least = Double.POSITIVE_INFINITY;
        Set<String> why = new HashSet<>();
        for (Migration option : options) {
            Optional<String> refused = Objects.requireNonNull(
                            rooms.get(option.to().id()))
                    .lacks(option.vm())
                    .or(() -> groupRefuses(option.vm(), option.to().id()));
            if (refused.isPresent()) {
                why.add(refused.get());
                continue;
            }
            double cost = 0;
            for (Hop hop : option.route().hops()) {
                cost = Math.max(cost, loads.getOrDefault(hop, 0.0) + part(option, hop));
            }
            if (cost < least) {
                least = cost;
                best = option;
            }
        }
        if (least == Double.POSITIVE_INFINITY) {
            throw new InfeasibleBatchException("VM '%s' finds no room on any host that it may move to: %s"
                    .formatted(
                            best.vm().id(),
                            String.join("; ", why.stream().sorted().limit(3).toList())));
        }
        return best;
    }

    private void requireGroups(BatchVm vm, String host) {
        groupRefuses(vm, host).ifPresent(why -> {
            throw new InfeasibleBatchException("VM '%s' must move to host '%s': %s".formatted(vm.id(), host, why));
        });
    }

    private Optional<String> groupRefuses(BatchVm vm, String host) {
        for (BatchGroup group : groups.getOrDefault(vm.id(), List.of())) {
            for (String other : group.vms()) {
                String there = placed.get(other);
                if (there == null || other.equals(vm.id())) {
                    continue;
                }
                boolean together = group.kind() == BatchGroup.Kind.TOGETHER;
                if (together != there.equals(host)) {
                    return Optional.of("VM '%s' %s on host '%s'"
                            .formatted(
                                    other,
                                    together ? "of its group must end with it, and does so" : "must not be met",
                                    there));
                }
            }
        }
        return Optional.empty();
    }
}
