package io.vacate.model.plan;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Three hosts around a switch, and VMs that are all alike. */
final class Star {
    static final DataSize TWO_GIB = DataSize.ofMebibytes(2048);

    /** A VM as published batches describe it. */
    static VmProfile profile(String name, int used, int hot, int seconds, int cold) {
        DataSize all = DataSize.ofMebibytes(used);
        return new VmProfile(
                new VmId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))),
                name,
                all.compareTo(TWO_GIB) > 0 ? all : TWO_GIB,
                all,
                DirtyCurve.hotAndCold(
                        all,
                        DataSize.ofMebibytes(hot),
                        Duration.ofSeconds(seconds),
                        DataRate.ofMebibytesPerSecond(cold)),
                Duration.ofMillis(300));
    }

    static BatchVm vm(String id, String from, String to) {
        return BatchVm.moving(profile(id, 2000, 96, 2, 2), from, List.of(to), TWO_GIB, 1);
    }

    /** Hosts a, b and c around one switch, each with room for {@code roomFor} VMs. */
    static Batch star(int megabits, int roomFor, BatchVm... vms) {
        return star(new BatchSwitch("s", Optional.empty()), megabits, roomFor, vms);
    }

    /** The same around a switch of its own, whose name must be s. */
    static Batch star(BatchSwitch middle, int megabits, int roomFor, BatchVm... vms) {
        List<BatchHost> hosts = new ArrayList<>();
        List<BatchLink> links = new ArrayList<>();
        List<BatchRoute> routes = new ArrayList<>();
        DataRate rate = DataRate.ofMegabitsPerSecond(megabits);
        for (String host : List.of("a", "b", "c")) {
            hosts.add(BatchHost.online(host, DataSize.ofMebibytes(2048L * roomFor), 8));
            links.add(new BatchLink("l" + host, host, "s", rate, rate));
            for (String other : List.of("a", "b", "c")) {
                if (!other.equals(host)) {
                    routes.add(new BatchRoute(
                            host, other, List.of(new Hop("l" + host, true), new Hop("l" + other, false)), rate));
                }
            }
        }
        return new Batch(
                "star",
                hosts,
                List.of(middle),
                links,
                1,
                List.of(vms),
                routes,
                List.of(),
                List.of(),
                BatchLimits.within(Duration.ofHours(1)));
    }

    private Star() {}
}
