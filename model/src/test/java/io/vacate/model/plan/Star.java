package io.vacate.model.plan;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.plan.batch.BatchHost;
import io.vacate.model.plan.batch.BatchLimits;
import io.vacate.model.plan.batch.BatchLink;
import io.vacate.model.plan.batch.BatchProblem;
import io.vacate.model.plan.batch.BatchRoute;
import io.vacate.model.plan.batch.BatchSwitch;
import io.vacate.model.plan.batch.BatchVm;
import io.vacate.model.plan.batch.CopyProfile;
import io.vacate.model.plan.batch.Hop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Three hosts around a switch, and VMs that are all alike. */
final class Star {
    static final DataSize TWO_GIB = DataSize.ofMebibytes(2048);

    static CopyProfile copy(int used, int hot, int seconds, int cold) {
        return new CopyProfile(
                DataSize.ofMebibytes(used),
                DataSize.ofMebibytes(hot),
                Duration.ofSeconds(seconds),
                DataRate.ofMebibytesPerSecond(cold));
    }

    static BatchVm vm(String id, String from, String to) {
        return BatchVm.moving(id, from, to, TWO_GIB, 1, copy(2000, 96, 2, 2));
    }

    /** Hosts a, b and c around one switch, each with room for {@code roomFor} VMs. */
    static BatchProblem star(int megabits, int roomFor, BatchVm... vms) {
        return star(new BatchSwitch("s", Optional.empty()), megabits, roomFor, vms);
    }

    /** The same around a switch of its own, whose name must be s. */
    static BatchProblem star(BatchSwitch middle, int megabits, int roomFor, BatchVm... vms) {
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
        return new BatchProblem(
                "star",
                hosts,
                List.of(middle),
                links,
                List.of(vms),
                routes,
                List.of(),
                List.of(),
                BatchLimits.within(Duration.ofHours(1)));
    }

    private Star() {}
}
