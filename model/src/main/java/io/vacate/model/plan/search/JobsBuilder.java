package io.vacate.model.plan.search;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchGroup;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchPrecedence;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.profile.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes numbers of migrations. */
final class JobsBuilder {
    private static final int[] NONE = {};

    private final Batch problem;
    private final Clockwork clock;
    private final List<Migration> migrations;
    /** Whether migrations hold what they need of the network. */
    private final boolean reserves;

    /** By VM: the part of its way that comes first, and the one that comes last; most go in one. */
    private final Map<String, Integer> firstOf = new HashMap<>();

    private final Map<String, Integer> lastOf = new HashMap<>();
    private final ResourceTable resources;
    private final StoreTable stores;

    private JobsBuilder(Batch problem, Clockwork clock, List<Migration> migrations, boolean reserves) {
        this.problem = problem;
        this.clock = clock;
        this.migrations = migrations;
        this.reserves = reserves;
        for (int job = 0; job < migrations.size(); job++) {
            firstOf.putIfAbsent(migrations.get(job).vm().id(), job);
            lastOf.put(migrations.get(job).vm().id(), job);
        }
        resources = new ResourceTable(migrations.size());
        stores = new StoreTable(migrations.size());
    }

    /**
     * Returns the migrations as numbers.
     *
     * @throws InfeasibleException if a host has too little room before or after them, or precedences run in a circle
     */
    static Jobs build(Batch problem, Clockwork clock, List<Migration> migrations) {
        return new JobsBuilder(problem, clock, migrations, true).build();
    }

    /** Returns the migrations as numbers, without what they need of the network, which they share. */
    static Jobs sharing(Batch problem, Clockwork clock, List<Migration> migrations) {
        return new JobsBuilder(problem, clock, migrations, false).build();
    }

    private Jobs build() {
        int n = migrations.size();
        int[] duration = new int[n];
        int[] release = new int[n];
        int[] tail = new int[n];
        int[] deadline = new int[n];
        int[] priority = new int[n];
        hosts();
        for (int job = 0; job < n; job++) {
            Migration migration = migrations.get(job);
            duration[job] = migration.ticks();
            release[job] = clock.up(latest(
                    migration.vm().window().notBefore(),
                    migration.from().window().notBefore(),
                    migration.to().earliestArrival()));
            tail[job] = clock.up(migration.from().afterDeparture());
            deadline[job] = deadline(migration);
            priority[job] = migration.vm().priority();
            if (reserves && !migration.isSuspension()) {
                network(job, migration);
            }
            if (!migration.isSuspension()) {
                limits(job, migration);
            }
        }
        spread();
        int[][][] order = precedences(n);
        ResourceTable.Packed packed = resources.pack();
        StoreTable.Packed stored = stores.pack();
        return new Jobs(
                duration,
                release,
                tail,
                deadline,
                packed.resources,
                packed.uses,
                packed.amounts,
                stored.stores,
                stored.enters,
                stored.entered,
                stored.leaves,
                stored.left,
                order[0],
                order[1],
                priority,
                floor(),
                problem.limits().powerCapWatts().isPresent()
                        ? Optional.of(new PowerBuilder(problem, clock, migrations).build())
                        : Optional.empty());
    }

    private static Duration latest(Duration... times) {
        Duration latest = Duration.ZERO;
        for (Duration time : times) {
            latest = time.compareTo(latest) > 0 ? time : latest;
        }
        return latest;
    }

    private int deadline(Migration migration) {
        return Stream.of(
                        migration.vm().window().deadline(),
                        migration.from().lastDeparture(),
                        migration.to().window().deadline())
                .flatMap(Optional::stream)
                .mapToInt(clock::down)
                .min()
                .orElse(Jobs.NO_DEADLINE);
    }

    private int floor() {
        int floor = 0;
        for (BatchHost host : problem.hosts()) {
            if (host.boots()) {
                floor = Math.max(floor, clock.up(host.earliestArrival()));
            }
            if (host.shutsDown()) {
                floor = Math.max(floor, clock.up(host.window().notBefore()) + clock.up(host.shutdown()));
            }
        }
        return floor;
    }

    /** Memory and CPUs: what VMs hold that have not moved yet, and what each enters and leaves. */
    private void hosts() {
        Map<String, long[]> held = new HashMap<>();
        for (BatchVm vm : problem.vms()) {
            long[] sum = held.computeIfAbsent(vm.host(), host -> new long[2]);
            sum[0] += vm.memory().bytes();
            sum[1] += vm.cpus();
        }
        Map<String, int[]> ids = new HashMap<>();
        for (BatchHost host : problem.hosts()) {
            long[] sum = held.getOrDefault(host.id(), new long[2]);
            ids.put(host.id(), new int[] {
                stores.add(
                        () -> "memory of host '%s'".formatted(host.id()),
                        "bytes",
                        host.memory().bytes(),
                        sum[0]),
                stores.add(() -> "CPUs of host '%s'".formatted(host.id()), "CPUs", host.cpus(), sum[1])
            });
        }
        for (int job = 0; job < migrations.size(); job++) {
            Migration migration = migrations.get(job);
            int[] source = ids.getOrDefault(migration.from().id(), NONE);
            int[] destination = ids.getOrDefault(migration.to().id(), NONE);
            move(
                    job,
                    migration,
                    source[0],
                    destination[0],
                    migration.vm().memory().bytes());
            move(job, migration, source[1], destination[1], migration.vm().cpus());
        }
    }

    private void move(int job, Migration migration, int source, int destination, long amount) {
        if (migration.takesRoom()) {
            stores.enter(job, destination, amount);
        }
        if (migration.leavesRoom()) {
            stores.leave(job, source, amount);
        }
    }

    private void network(int job, Migration migration) {
        long rate = migration.rate().bytesPerSecond();
        for (Link link : migration.path().links()) {
            resources.use(
                    job,
                    link.name(),
                    name -> name.toString().contains("'") ? name.toString() : "link " + name,
                    link.capacity().bytesPerSecond(),
                    rate);
        }
    }

    /** What a limit is counted at. */
    private record Limited(String what, String host) {
        @Override
        public String toString() {
            return host.isEmpty() ? what : "%s host '%s'".formatted(what, host);
        }
    }

    private void limits(int job, Migration migration) {
        BatchHost from = migration.from();
        BatchHost to = migration.to();
        limit(job, new Limited("migrations out of", from.id()), from.outgoingLimit());
        limit(job, new Limited("migrations into", to.id()), to.incomingLimit());
        limit(job, new Limited("migrations at once", ""), problem.limits().migrationsAtOnce());
    }

    private void limit(int job, Limited limited, OptionalInt most) {
        if (most.isPresent()) {
            resources.use(job, limited, Object::toString, most.getAsInt(), 1);
        }
    }

    /** Of VMs that must never meet, each host has room for one. */
    private void spread() {
        problem.groups().stream()
                .filter(group -> group.kind() == BatchGroup.Kind.SPREAD)
                .forEach(this::spread);
    }

    private void spread(BatchGroup group) {
        Set<String> members = Set.copyOf(group.vms());
        Map<String, Integer> there = new HashMap<>();
        problem.vms().stream()
                .filter(vm -> members.contains(vm.id()))
                .forEach(vm -> there.merge(vm.host(), 1, Integer::sum));
        Map<String, Integer> ids = new HashMap<>();
        Function<String, Integer> idOf = host -> ids.computeIfAbsent(
                host,
                name -> stores.add(
                        () -> "room on host '%s' for one of the VMs %s".formatted(name, group.vms()),
                        "VMs",
                        1,
                        there.getOrDefault(name, 0)));
        for (int job = 0; job < migrations.size(); job++) {
            Migration migration = migrations.get(job);
            if (members.contains(migration.vm().id())) {
                move(
                        job,
                        migration,
                        idOf.apply(migration.from().id()),
                        idOf.apply(migration.to().id()),
                        1);
            }
        }
    }

    private int[][][] precedences(int n) {
        List<List<Integer>> before = lists(n);
        List<List<Integer>> after = lists(n);
        for (BatchPrecedence precedence : problem.precedences()) {
            Integer first = lastOf.get(precedence.before());
            Integer second = firstOf.get(precedence.after());
            if (first != null && second != null) {
                before.get(second).add(first);
                after.get(first).add(second);
            }
        }
        // The parts of a way follow each other.
        for (int job = 1; job < n; job++) {
            if (migrations
                    .get(job)
                    .vm()
                    .id()
                    .equals(migrations.get(job - 1).vm().id())) {
                before.get(job).add(job - 1);
                after.get(job - 1).add(job);
            }
        }
        int[][][] result = {arrays(before), arrays(after)};
        requireNoCircle(result[0], result[1]);
        return result;
    }

    private void requireNoCircle(int[][] before, int[][] after) {
        int[] left = new int[before.length];
        int[] ready = new int[before.length];
        int count = 0;
        for (int job = 0; job < left.length; job++) {
            left[job] = before[job].length;
            if (left[job] == 0) {
                ready[count++] = job;
            }
        }
        for (int at = 0; at < count; at++) {
            for (int next : after[ready[at]]) {
                if (--left[next] == 0) {
                    ready[count++] = next;
                }
            }
        }
        if (count < left.length) {
            List<String> names = new ArrayList<>();
            for (int job = 0; job < left.length; job++) {
                if (left[job] > 0) {
                    names.add(migrations.get(job).vm().id());
                }
            }
            throw new InfeasibleException(
                    "precedences run in a circle: each of the VMs %s waits for another".formatted(names));
        }
    }

    private static List<List<Integer>> lists(int n) {
        List<List<Integer>> lists = new ArrayList<>();
        for (int job = 0; job < n; job++) {
            lists.add(new ArrayList<>(0));
        }
        return lists;
    }

    private static int[][] arrays(List<List<Integer>> lists) {
        return lists.stream()
                .map(list -> list.isEmpty()
                        ? NONE
                        : list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }
}
