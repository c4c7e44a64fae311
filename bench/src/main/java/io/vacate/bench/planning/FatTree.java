package io.vacate.bench.planning;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLimits;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchSwitch;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Hop;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Made-up batches of any size: a fat-tree of k pods, each of k/2 edge and k/2 aggregation switches, k/2 hosts at each edge
 * switch, all links of 1 Gbit/s; VMs go from any host to any other, over links chosen by chance. About four VMs for each host.
 */
final class FatTree {
    private static final DataRate RATE = DataRate.ofMegabitsPerSecond(1000);
    private static final DataSize HOST_MEMORY = DataSize.ofMebibytes(65_536);
    private static final int HOST_CPUS = 32;
    private static final int VMS_PER_HOST = 4;
    private static final Duration DOWNTIME_LIMIT = Duration.ofMillis(300);
    private static final List<DirtyCurve.HotAndCold> MEMORIES =
            List.of(memory(2000, 5, 3, 0), memory(4000, 96, 2, 3), memory(2000, 96, 2, 3), memory(4000, 5, 3, 0));

    private final int half;
    private final SplittableRandom random;
    private final List<BatchHost> hosts = new ArrayList<>();
    private final List<BatchSwitch> switches = new ArrayList<>();
    private final List<BatchLink> links = new ArrayList<>();
    private final Map<String, BatchRoute> routes = new LinkedHashMap<>();

    private FatTree(int pods, SplittableRandom random) {
        half = pods / 2;
        this.random = random;
    }

    private static DirtyCurve.HotAndCold memory(int used, int hot, int seconds, int cold) {
        return (DirtyCurve.HotAndCold) DirtyCurve.hotAndCold(
                DataSize.ofMebibytes(used),
                DataSize.ofMebibytes(hot),
                Duration.ofSeconds(seconds),
                DataRate.ofMebibytesPerSecond(cold));
    }

    /** Returns a batch of so many migrations; the same for the same seed. */
    static Batch of(int migrations, long seed) {
        int pods = 2;
        while (pods * pods * pods / 4 * VMS_PER_HOST < migrations) {
            pods += 2;
        }
        return new FatTree(pods, new SplittableRandom(seed)).problem(migrations);
    }

    private Batch problem(int migrations) {
        int pods = 2 * half;
        for (int core = 0; core < half * half; core++) {
            addSwitch("core" + core);
        }
        for (int pod = 0; pod < pods; pod++) {
            for (int upper = 0; upper < half; upper++) {
                addSwitch("agg%d-%d".formatted(pod, upper));
                for (int i = 0; i < half; i++) {
                    addLink("agg%d-%d".formatted(pod, upper), "core" + (upper * half + i));
                }
            }
            for (int edge = 0; edge < half; edge++) {
                addSwitch("edge%d-%d".formatted(pod, edge));
                for (int i = 0; i < half; i++) {
                    addLink("edge%d-%d".formatted(pod, edge), "agg%d-%d".formatted(pod, i));
                    String host = host(pod, edge, i);
                    hosts.add(BatchHost.online(host, HOST_MEMORY, HOST_CPUS));
                    addLink(host, "edge%d-%d".formatted(pod, edge));
                }
            }
        }
        List<BatchVm> vms = new ArrayList<>();
        for (int vm = 0; vm < migrations; vm++) {
            vms.add(vm(vm, hosts.size()));
        }
        return new Batch(
                "fattree-k%d-m%d".formatted(pods, migrations),
                hosts,
                switches,
                links,
                vms,
                List.copyOf(routes.values()),
                List.of(),
                List.of(),
                BatchLimits.within(Duration.ofHours(6)));
    }

    private void addSwitch(String id) {
        switches.add(new BatchSwitch(id, Optional.empty()));
    }

    private void addLink(String a, String b) {
        links.add(new BatchLink(a + "_" + b, a, b, RATE, RATE));
    }

    private static String host(int pod, int edge, int place) {
        return "h%d-%d-%d".formatted(pod, edge, place);
    }

    private BatchVm vm(int number, int hostCount) {
        int from = number % hostCount;
        int to = (from + 1 + random.nextInt(hostCount - 1)) % hostCount;
        String source = hosts.get(from).id();
        String destination = hosts.get(to).id();
        routes.computeIfAbsent(source + " " + destination, key -> route(from, to));
        DirtyCurve.HotAndCold curve = MEMORIES.get(random.nextInt(MEMORIES.size()));
        DataSize memory = DataSize.ofMebibytes(curve.used().mebibytes() > 2048 ? 4096 : 2048);
        VmProfile profile =
                new VmProfile(new VmId(new UUID(0, number)), "v" + number, memory, curve.used(), curve, DOWNTIME_LIMIT);
        return BatchVm.moving(profile, source, List.of(destination), memory, 1);
    }

    private BatchRoute route(int from, int to) {
        int perPod = half * half;
        int podFrom = from / perPod;
        int podTo = to / perPod;
        int edgeFrom = from % perPod / half;
        int edgeTo = to % perPod / half;
        int upper = random.nextInt(half);
        int core = upper * half + random.nextInt(half);
        List<Hop> hops = new ArrayList<>();
        hops.add(new Hop("%s_edge%d-%d".formatted(hosts.get(from).id(), podFrom, edgeFrom), true));
        if (podFrom != podTo || edgeFrom != edgeTo) {
            hops.add(new Hop("edge%d-%d_agg%d-%d".formatted(podFrom, edgeFrom, podFrom, upper), true));
            if (podFrom != podTo) {
                hops.add(new Hop("agg%d-%d_core%d".formatted(podFrom, upper, core), true));
                hops.add(new Hop("agg%d-%d_core%d".formatted(podTo, upper, core), false));
            }
            hops.add(new Hop("edge%d-%d_agg%d-%d".formatted(podTo, edgeTo, podTo, upper), false));
        }
        hops.add(new Hop("%s_edge%d-%d".formatted(hosts.get(to).id(), podTo, edgeTo), false));
        return new BatchRoute(hosts.get(from).id(), hosts.get(to).id(), hops, RATE);
    }
}
