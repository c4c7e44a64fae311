package io.vacate.model.plan.search;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.HostState;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.PowerModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes numbers of what is drawn, of a problem that has a cap. */
final class PowerBuilder {
    private final Batch problem;
    private final Clockwork clock;
    private final List<Migration> migrations;
    private final PowerModel model;
    private final int cap;

    PowerBuilder(Batch problem, Clockwork clock, List<Migration> migrations) {
        this.problem = problem;
        this.clock = clock;
        this.migrations = migrations;
        model = problem.limits().power().orElseThrow();
        cap = problem.limits().powerCapWatts().orElseThrow();
    }

    /**
     * Returns the numbers.
     *
     * @throws InfeasibleException if hosts and VMs alone draw too much, before or after the batch
     */
    Power build() {
        List<BatchHost> booting =
                problem.hosts().stream().filter(BatchHost::boots).toList();
        List<BatchHost> closing =
                problem.hosts().stream().filter(BatchHost::shutsDown).toList();
        // What lasts after the batch must fit too.
        lasting(problem.hosts().stream().filter(host -> host.finalState() == HostState.ONLINE), "after");
        Map<String, Integer> boots = places(booting);
        Map<String, Integer> shutdowns = places(closing);
        return new Power(
                cap,
                lasting(problem.hosts().stream().filter(host -> host.initialState() == HostState.ONLINE), "before"),
                migrations.stream()
                        .mapToInt(migration -> migration.isSuspension() ? 0 : model.migrating(migration.rate()))
                        .toArray(),
                model.hostWatts(),
                model.bootWatts(),
                booting.stream().mapToInt(host -> clock.up(host.boot())).toArray(),
                booting.stream()
                        .mapToInt(host -> clock.up(host.earliestArrival()) - clock.up(host.boot()))
                        .toArray(),
                closing.stream().mapToInt(host -> clock.up(host.shutdown())).toArray(),
                closing.stream()
                        .mapToInt(host -> clock.up(host.window().notBefore()))
                        .toArray(),
                migrations.stream()
                        .mapToInt(migration -> boots.getOrDefault(migration.to().id(), Power.NONE))
                        .toArray(),
                migrations.stream()
                        .mapToInt(migration ->
                                shutdowns.getOrDefault(migration.from().id(), Power.NONE))
                        .toArray());
    }

    private static Map<String, Integer> places(List<BatchHost> hosts) {
        Map<String, Integer> places = new HashMap<>();
        hosts.forEach(host -> places.put(host.id(), places.size()));
        return places;
    }

    private int lasting(Stream<BatchHost> online, String when) {
        long watts = online.count() * model.hostWatts() + (long) problem.vms().size() * model.vmWatts();
        if (watts > cap) {
            throw new InfeasibleException("power: hosts and VMs draw %d W %s the batch, the cap is %d W: %d W too much"
                    .formatted(watts, when, cap, watts - cap));
        }
        return (int) watts;
    }
}
