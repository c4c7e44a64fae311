package io.vacate.model.plan;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchGroup;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLimits;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.BatchPrecedence;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchSwitch;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Hop;
import io.vacate.model.batch.HostState;
import io.vacate.model.batch.PowerModel;
import io.vacate.model.batch.TimeWindow;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.VmProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;

/** Small made-up batches with anything in them that a batch may have. */
final class RandomBatches {
    private static final int[] SPEEDS = {1000, 1000, 1500, 2000};
    /** MiB used, MiB hot, seconds, MiB/s cold. */
    private static final int[][] PROFILES = {{2000, 5, 3, 0}, {1000, 48, 2, 2}, {2000, 96, 2, 3}, {500, 0, 1, 0}};

    private final SplittableRandom random;

    /** Of its own, as what comes of a seed is known to tests. */
    private final SplittableRandom tunings;

    private final boolean isTuned;
    private final boolean[] on = new boolean[11];
    private final List<BatchHost> hosts = new ArrayList<>();
    private final List<BatchLink> links = new ArrayList<>();
    private final Map<String, String> lastHost = new HashMap<>();

    private RandomBatches(long seed) {
        random = new SplittableRandom(seed);
        tunings = new SplittableRandom(~seed);
        isTuned = tunings.nextInt(3) == 0;
        for (int i = 0; i < on.length; i++) {
            on[i] = random.nextInt(3) == 0;
        }
    }

    /** Returns the batch of a seed, with at most so many VMs. */
    static Batch of(long seed, int most) {
        return new RandomBatches(seed).problem("seed" + seed, most);
    }

    private Batch problem(String name, int most) {
        int count = 3 + random.nextInt(3);
        List<BatchVm> vms = new ArrayList<>();
        int vmCount = 2 + random.nextInt(most - 1);
        HostState[] first = new HostState[count];
        HostState[] last = new HostState[count];
        for (int host = 0; host < count; host++) {
            boolean states = on[0] && random.nextInt(2) == 0;
            first[host] = states && host % 2 == 1 ? HostState.OFFLINE : HostState.ONLINE;
            last[host] = states && host % 2 == 0 && host > 1 ? HostState.OFFLINE : HostState.ONLINE;
        }
        for (int vm = 0; vm < vmCount; vm++) {
            vm("v" + vm, first, last).ifPresent(vms::add);
        }
        for (int host = 0; host < count; host++) {
            hosts.add(host("h" + host, first[host], last[host], vms));
            int speed = SPEEDS[random.nextInt(SPEEDS.length)];
            int back = on[1] ? SPEEDS[random.nextInt(SPEEDS.length)] : speed;
            links.add(new BatchLink(
                    "l" + host, "h" + host, host % 2 == 0 ? "s0" : "s1", megabits(speed), megabits(back)));
        }
        links.add(new BatchLink("core", "s0", "s1", megabits(2500), megabits(2000)));
        Optional<DataRate> through = on[2] ? Optional.of(megabits(3000)) : Optional.empty();
        return new Batch(
                name,
                hosts,
                List.of(new BatchSwitch("s0", through), new BatchSwitch("s1", Optional.empty())),
                links,
                1,
                vms,
                routes(count),
                precedences(vms),
                groups(vms),
                limits(vms));
    }

    private static DataRate megabits(long rate) {
        return DataRate.ofMegabitsPerSecond(rate);
    }

    private Optional<BatchVm> vm(String id, HostState[] first, HostState[] last) {
        int from = random.nextInt(first.length);
        int to = random.nextInt(first.length);
        if (first[from] == HostState.OFFLINE || (from == to && last[from] == HostState.OFFLINE)) {
            return Optional.empty();
        }
        if (last[to] == HostState.OFFLINE) {
            to = 0;
        }
        boolean moves = from != to;
        if (!moves && last[from] == HostState.OFFLINE) {
            return Optional.empty();
        }
        lastHost.put(id, "h" + to);
        List<String> destinations = !moves
                ? List.of()
                : on[3] && random.nextInt(3) == 0
                        ? List.of()
                        : on[3] && from != 0 && to != 0 && random.nextInt(2) == 0
                                ? List.of("h" + to, "h0")
                                : List.of("h" + to);
        TimeWindow window = on[4] && random.nextInt(3) == 0
                ? new TimeWindow(
                        Duration.ofSeconds(random.nextInt(40)),
                        random.nextInt(2) == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(400)))
                : TimeWindow.ALWAYS;
        DataSize memory = DataSize.ofMebibytes(1024L * (1 + random.nextInt(3)));
        int cpus = 1 + random.nextInt(2);
        int[] kind = PROFILES[random.nextInt(PROFILES.length)];
        int priority = random.nextInt(3);
        int tuned = isTuned ? tunings.nextInt(5) : -1;
        DataSize used = DataSize.ofMebibytes(kind[0]);
        VmProfile profile = new VmProfile(
                new VmId(UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))),
                id,
                memory.compareTo(used) > 0 ? memory : used,
                used,
                DirtyCurve.hotAndCold(
                        used,
                        DataSize.ofMebibytes(kind[1]),
                        Duration.ofSeconds(kind[2]),
                        DataRate.ofMebibytesPerSecond(kind[3])),
                Duration.ofMillis(tuned == 1 ? 50 : 300));
        Tuning way = switch (tuned) {
            case 0 -> Tuning.PRE_COPY.limitedTo(megabits(600 + 100L * tunings.nextInt(5)));
            case 2 -> Tuning.PRE_COPY.with(new AutoConverge(20, 10));
            default -> Tuning.PRE_COPY;
        };
        return Optional.of(new BatchVm(
                id, profile, "h" + from, moves, destinations, memory, cpus, window, priority, List.of(way)));
    }

    /** A host that holds what is on it before and after, and now and then hardly more. */
    private BatchHost host(String id, HostState first, HostState last, List<BatchVm> vms) {
        long before = 0;
        long after = 0;
        int cpusBefore = 0;
        int cpusAfter = 0;
        for (BatchVm vm : vms) {
            if (vm.host().equals(id)) {
                before += vm.memory().bytes();
                cpusBefore += vm.cpus();
            }
            if (id.equals(lastHost.get(vm.id()))) {
                after += vm.memory().bytes();
                cpusAfter += vm.cpus();
            }
        }
        long spare = (1L << 30) * random.nextInt(4);
        boolean states = first != last;
        return new BatchHost(
                HostProfile.named(id),
                DataSize.ofBytes(Math.max(before, after) + spare),
                Math.max(cpusBefore, cpusAfter) + random.nextInt(4),
                first,
                last,
                Duration.ofSeconds(states ? 20 : 0),
                Duration.ofSeconds(states ? 7 : 0),
                true,
                "",
                on[5] && random.nextInt(2) == 0 ? OptionalInt.of(1 + random.nextInt(2)) : OptionalInt.empty(),
                on[5] && random.nextInt(2) == 0 ? OptionalInt.of(1 + random.nextInt(2)) : OptionalInt.empty(),
                on[4] && random.nextInt(4) == 0
                        ? new TimeWindow(Duration.ofSeconds(random.nextInt(20)), Optional.empty())
                        : TimeWindow.ALWAYS);
    }

    private List<BatchRoute> routes(int count) {
        List<BatchRoute> routes = new ArrayList<>();
        for (int from = 0; from < count; from++) {
            for (int to = 0; to < count; to++) {
                if (from != to) {
                    routes.add(route(from, to));
                }
            }
        }
        return routes;
    }

    private BatchRoute route(int from, int to) {
        List<Hop> hops = new ArrayList<>();
        hops.add(new Hop("l" + from, true));
        if (from % 2 != to % 2) {
            hops.add(new Hop("core", from % 2 == 0));
        }
        hops.add(new Hop("l" + to, false));
        DataRate limit = hops.stream()
                .map(hop -> links.stream()
                        .filter(link -> link.id().equals(hop.link()))
                        .findFirst()
                        .orElseThrow()
                        .capacity(hop.forward()))
                .reduce(DataRate::min)
                .orElseThrow();
        return new BatchRoute("h" + from, "h" + to, hops, limit);
    }

    private List<BatchPrecedence> precedences(List<BatchVm> vms) {
        List<BatchPrecedence> result = new ArrayList<>();
        for (int i = 1; on[6] && i < vms.size(); i += 2) {
            result.add(new BatchPrecedence(vms.get(i - 1).id(), vms.get(i).id()));
        }
        return result;
    }

    private List<BatchGroup> groups(List<BatchVm> vms) {
        if (!on[7] || vms.size() < 2) {
            return List.of();
        }
        String one = vms.get(0).id();
        String other = vms.get(1).id();
        boolean meet = lastHost.get(one).equals(lastHost.get(other));
        boolean met = vms.get(0).host().equals(vms.get(1).host());
        BatchGroup.Kind kind = meet
                ? BatchGroup.Kind.TOGETHER
                : met || random.nextInt(2) == 0 ? BatchGroup.Kind.APART : BatchGroup.Kind.SPREAD;
        return List.of(new BatchGroup(kind, List.of(one, other)));
    }

    private BatchLimits limits(List<BatchVm> vms) {
        OptionalInt atOnce = on[8] ? OptionalInt.of(1 + random.nextInt(3)) : OptionalInt.empty();
        PowerModel power = new PowerModel(100, 30, 10, 20, megabits(16));
        int most = Math.max(count(HostState.ONLINE, true) * 100, count(HostState.ONLINE, false) * 100);
        OptionalInt cap =
                on[9] ? OptionalInt.of(most + vms.size() * 10 + 130 + 100 * random.nextInt(3)) : OptionalInt.empty();
        return new BatchLimits(Duration.ofHours(1), atOnce, cap, Optional.of(power), on[10], false);
    }

    private int count(HostState state, boolean first) {
        return (int) hosts.stream()
                .filter(host -> (first ? host.initialState() : host.finalState()) == state)
                .count();
    }
}
