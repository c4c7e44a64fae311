package io.vacate.model.plan.search;

import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.BatchGroup;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.profile.Link;
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
import java.util.stream.Collectors;

/**
 * Chooses where VMs go that may go to several hosts: so that what the most loaded links have to carry becomes least, each host has
 * room when all have moved, and groups are as they are to be.
 */
final class Destinations {
    /** How often each VM may change its mind. */
    private static final int ROUNDS = 5;

    /** Loads are sums of many parts. */
    private static final double ROUNDING = 1e-9;

    private final Choices choices;
    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, List<BatchGroup>> groups = new HashMap<>();
    private final Map<String, String> placed = new HashMap<>();
    private final Map<String, String> staying = new HashMap<>();
    private final Set<String> realigned = new HashSet<>();
    private final Map<Link, Double> loads = new HashMap<>();

    Destinations(Choices choices) {
        this.choices = choices;
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

        boolean holds(BatchVm vm) {
            return bytes >= vm.memory().bytes() && cpus >= vm.cpus();
        }

        Optional<String> lacks(BatchVm vm) {
            if (bytes < vm.memory().bytes()) {
                return Optional.of("host '%s' lacks %s of memory"
                        .formatted(host.id(), DataSize.ofBytes(vm.memory().bytes() - bytes)));
            }
            return cpus < vm.cpus()
                    ? Optional.of("host '%s' lacks %d CPUs".formatted(host.id(), vm.cpus() - cpus))
                    : Optional.empty();
        }
    }

    /** Returns how each VM moves that must, in their order. */
    List<Migration> choose() {
        return choose(true);
    }

    /**
     * Returns the same.
     *
     * @param well whether loads are to be even, rather than that each has a place
     */
    List<Migration> choose(boolean well) {
        List<BatchVm> moving = choices.problem().moving();
        Map<String, Migration> chosen = new LinkedHashMap<>();
        Map<String, List<Migration>> open = new LinkedHashMap<>();
        choices.problem().vms().stream().filter(vm -> !vm.mustMove()).forEach(vm -> {
            staying.put(vm.id(), vm.host());
            put(vm, vm.host());
        });
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
        try {
            hardestFirst.forEach(options -> add(best(options), chosen));
        } catch (InfeasibleException greedyIsStuck) {
            pack(hardestFirst, chosen, greedyIsStuck);
        }
        if (well) {
            improve(hardestFirst, chosen);
            align(hardestFirst, chosen);
        }
        return moving.stream()
                .map(vm -> Objects.requireNonNull(chosen.get(vm.id())))
                .toList();
    }

    /** Where room is tight, the greedy way can run out of it although all would fit. */
    private void pack(
            List<List<Migration>> hardestFirst, Map<String, Migration> chosen, InfeasibleException greedyIsStuck) {
        for (List<Migration> options : hardestFirst) {
            Optional.ofNullable(chosen.remove(options.get(0).vm().id())).ifPresent(this::remove);
        }
        new Packing(hardestFirst, new PackedRooms())
                .find()
                .orElseThrow(() -> greedyIsStuck)
                .forEach(option -> {
                    chosen.put(option.vm().id(), option);
                    load(option, 1);
                });
    }

    private final class PackedRooms implements Packing.Rooms {
        @Override
        public boolean fits(Migration option) {
            return isAllowed(option);
        }

        @Override
        public List<Long> left(Migration option) {
            Room room = Objects.requireNonNull(rooms.get(option.to().id()));
            // Hosts that groups tell apart are not alike.
            long same = groups.isEmpty() ? 0 : option.to().id().hashCode();
            return List.of(room.bytes, (long) room.cpus, same);
        }

        @Override
        public void put(Migration option) {
            Destinations.this.put(option.vm(), option.to().id());
        }

        @Override
        public void remove(Migration option) {
            takeBack(option);
        }
    }

    private boolean isAllowed(Migration option) {
        return Objects.requireNonNull(rooms.get(option.to().id())).holds(option.vm())
                && groupRefuses(option.vm(), option.to().id()).isEmpty();
    }

    private Optional<String> refused(Migration option) {
        return Objects.requireNonNull(rooms.get(option.to().id()))
                .lacks(option.vm())
                .or(() -> groupRefuses(option.vm(), option.to().id()));
    }

    private void takeBack(Migration migration) {
        rooms(migration.vm(), migration.to().id(), -1);
        placed.remove(migration.vm().id());
    }

    private void remove(Migration migration) {
        load(migration, -1);
        takeBack(migration);
    }

    private List<Migration> converging(BatchVm vm, List<BatchHost> hosts) {
        List<Migration> options = new ArrayList<>();
        Optional<InfeasibleException> why = Optional.empty();
        for (BatchHost host : hosts) {
            try {
                options.add(choices.migration(vm, host));
            } catch (InfeasibleException diverges) {
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
                remove(old);
                Migration better = best(options);
                changed |= !better.equals(old);
                add(better, chosen);
            }
        }
    }

    /**
     * VMs of several sources that share no destination do not wait for each other. So each source's VMs go to as few hosts as
     * the most loaded link allows.
     */
    private void align(List<List<Migration>> open, Map<String, Migration> chosen) {
        boolean isOne = open.stream()
                        .map(options -> options.get(0).from().id())
                        .distinct()
                        .count()
                < 2;
        if (isOne || !groups.isEmpty()) {
            return;
        }
        Map<String, Migration> before = new HashMap<>(chosen);
        double most = mostLoaded();
        Map<String, List<List<Migration>>> bySource = new LinkedHashMap<>();
        for (List<Migration> options : open) {
            remove(Objects.requireNonNull(chosen.get(options.get(0).vm().id())));
            bySource.computeIfAbsent(options.get(0).from().id(), source -> new ArrayList<>())
                    .add(options);
        }
        for (List<List<Migration>> ofSource : bySource.values()) {
            Map<String, Integer> used = new HashMap<>();
            ofSource.sort(Comparator.comparingInt(
                    (List<Migration> options) -> -options.get(0).ticks()));
            for (List<Migration> options : ofSource) {
                Optional<Migration> aligned = options.stream()
                        .filter(option -> isAllowed(option) && loadWith(option) <= most)
                        .min(Comparator.comparingInt((Migration option) ->
                                        -used.getOrDefault(option.to().id(), 0))
                                .thenComparingDouble(this::loadWith));
                if (aligned.isEmpty()) {
                    restore(before, open, chosen);
                    return;
                }
                used.merge(aligned.get().to().id(), 1, Integer::sum);
                add(aligned.get(), chosen);
                realigned.add(aligned.get().vm().id());
            }
        }
    }

    private void restore(Map<String, Migration> before, List<List<Migration>> open, Map<String, Migration> chosen) {
        for (List<Migration> options : open) {
            String vm = options.get(0).vm().id();
            if (realigned.contains(vm)) {
                remove(Objects.requireNonNull(chosen.get(vm)));
            }
            add(Objects.requireNonNull(before.get(vm)), chosen);
        }
    }

    private double mostLoaded() {
        return loads.values().stream().mapToDouble(Double::doubleValue).max().orElse(0) * (1 + ROUNDING);
    }

    private double loadWith(Migration option) {
        double most = 0;
        for (Link link : option.path().links()) {
            most = Math.max(most, loads.getOrDefault(link, 0.0) + part(option, link));
        }
        return most;
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
        for (Link link : migration.path().links()) {
            loads.merge(link, sign * part(migration, link), Double::sum);
        }
    }

    private static double part(Migration migration, Link link) {
        return (double) migration.ticks()
                * migration.rate().bytesPerSecond()
                / link.capacity().bytesPerSecond();
    }

    private Migration best(List<Migration> options) {
        Migration best = options.get(0);
        double least = Double.POSITIVE_INFINITY;
        double leastSum = Double.POSITIVE_INFINITY;
        for (Migration option : options) {
            if (!isAllowed(option)) {
                continue;
            }
            double cost = 0;
            // Where one link is the bottleneck whatever is chosen, the others should be loaded evenly.
            double sum = 0;
            for (Link link : option.path().links()) {
                double load = loads.getOrDefault(link, 0.0) + part(option, link);
                cost = Math.max(cost, load);
                sum += load;
            }
            if (cost < least || (cost == least && sum < leastSum)) {
                least = cost;
                leastSum = sum;
                best = option;
            }
        }
        if (least == Double.POSITIVE_INFINITY) {
            throw new InfeasibleException("VM '%s' needs %s and finds no room on any host that it may move to: %s"
                    .formatted(
                            best.vm().id(),
                            best.vm().memory(),
                            options.stream()
                                    .flatMap(option -> refused(option).stream())
                                    .distinct()
                                    .sorted()
                                    .limit(3)
                                    .collect(Collectors.joining("; "))));
        }
        return best;
    }

    private boolean isSplit(BatchGroup group) {
        return group.vms().stream()
                        .filter(staying::containsKey)
                        .map(staying::get)
                        .distinct()
                        .count()
                > 1;
    }

    private void requireGroups(BatchVm vm, String host) {
        groupRefuses(vm, host).ifPresent(why -> {
            throw new InfeasibleException("VM '%s' must move to host '%s': %s".formatted(vm.id(), host, why));
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
                if (together && isSplit(group)) {
                    // Those that stay are apart already: it is enough to join one of them.
                    continue;
                }
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
