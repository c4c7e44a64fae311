package io.vacate.bench.planning.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import io.vacate.model.batch.HostState;
import io.vacate.model.batch.TimeWindow;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Small problems: hosts at one switch, each by a link named as the host, VMs of 2 GiB of which 2,000 MiB are used. */
final class Batches {
    private static final DataSize USED = DataSize.ofMebibytes(2000);
    private static final DataSize MEMORY = DataSize.ofMebibytes(2048);

    static final DirtyCurve IDLE =
            DirtyCurve.hotAndCold(USED, DataSize.ofMebibytes(5), Duration.ofSeconds(3), DataRate.ZERO);

    /** Rewrites 48 MiB/s: needs more than 432 Mbit/s. */
    static final DirtyCurve BUSY = DirtyCurve.hotAndCold(
            USED, DataSize.ofMebibytes(96), Duration.ofSeconds(2), DataRate.ofMebibytesPerSecond(2));

    private final List<BatchHost> hosts = new ArrayList<>();
    private final List<BatchLink> links = new ArrayList<>();
    private final List<BatchVm> vms = new ArrayList<>();
    private BatchLimits limits = BatchLimits.within(Duration.ofHours(1));

    Batches host(String id, int gibibytes, long megabits) {
        hosts.add(BatchHost.online(id, DataSize.ofMebibytes(1024L * gibibytes), 8));
        return link(id, megabits);
    }

    Batches host(String id, HostState initial, HostState last, int bootSeconds, int shutdownSeconds) {
        hosts.add(new BatchHost(
                HostProfile.named(id),
                DataSize.ofMebibytes(16_384),
                8,
                initial,
                last,
                Duration.ofSeconds(bootSeconds),
                Duration.ofSeconds(shutdownSeconds),
                true,
                "",
                OptionalInt.empty(),
                OptionalInt.empty(),
                TimeWindow.ALWAYS));
        return link(id, 1000);
    }

    private Batches link(String host, long megabits) {
        DataRate rate = DataRate.ofMegabitsPerSecond(megabits);
        links.add(new BatchLink(host, host, "switch", rate, rate));
        return this;
    }

    Batches vm(String id, String from, String to, DirtyCurve curve) {
        VmId identity = new VmId(UUID.nameUUIDFromBytes(id.getBytes(UTF_8)));
        VmProfile profile = new VmProfile(identity, id, MEMORY, USED, curve, Duration.ofMillis(300));
        vms.add(BatchVm.moving(profile, from, List.of(to), MEMORY, 1));
        return this;
    }

    Batches limits(BatchLimits given) {
        limits = given;
        return this;
    }

    Batch problem() {
        List<BatchRoute> routes = new ArrayList<>();
        for (BatchVm vm : vms) {
            String to = vm.destinations().get(0);
            if (routes.stream()
                    .noneMatch(route ->
                            route.from().equals(vm.host()) && route.to().equals(to))) {
                List<Hop> hops = List.of(new Hop(vm.host(), true), new Hop(to, false));
                DataRate limit = links.stream()
                        .filter(link -> link.id().equals(vm.host()) || link.id().equals(to))
                        .map(BatchLink::forward)
                        .reduce(DataRate::min)
                        .orElseThrow();
                routes.add(new BatchRoute(vm.host(), to, hops, limit));
            }
        }
        return new Batch(
                "small",
                hosts,
                List.of(new BatchSwitch("switch", Optional.empty())),
                links,
                vms,
                routes,
                List.of(),
                List.of(),
                limits);
    }
}
