package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.plan.batch.BatchHost;
import io.vacate.model.plan.batch.BatchLink;
import io.vacate.model.plan.batch.BatchProblem;
import io.vacate.model.plan.batch.BatchRoute;
import io.vacate.model.plan.batch.BatchVm;
import io.vacate.model.plan.batch.Hop;
import io.vacate.model.plan.batch.HostState;
import io.vacate.model.plan.batch.InfeasibleBatchException;
import io.vacate.model.plan.batch.PowerModel;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What each migration gets where it has to share nothing. */
final class FullRates {
    private final BatchProblem problem;
    private final long alwaysOn;

    /** By link, what the switches at its ends carry, if that is limited. */
    private final Map<String, DataRate> passing = new HashMap<>();

    FullRates(BatchProblem problem) {
        this.problem = problem;
        alwaysOn = problem.hosts().stream().filter(FullRates::isAlwaysOn).count();
        Map<String, DataRate> switches = new HashMap<>();
        problem.switches().forEach(one -> one.capacity().ifPresent(most -> switches.put(one.id(), most)));
        for (BatchLink link : problem.links()) {
            Stream.of(link.a(), link.b())
                    .flatMap(end -> Optional.ofNullable(switches.get(end)).stream())
                    .forEach(most -> passing.merge(link.id(), most, DataRate::min));
        }
    }

    /** Returns what a VM gets at most: what the route and its switches allow, its own limit, and the power cap. */
    DataRate of(BatchVm vm, BatchHost from, BatchHost to, BatchRoute route) {
        DataRate most = vm.tuning().bandwidth().map(route.limit()::min).orElse(route.limit());
        for (Hop hop : route.hops()) {
            most = most.min(passing.getOrDefault(hop.link(), most));
        }
        return problem.limits().powerCapWatts().isEmpty() ? most : most.min(powered(vm, from, to));
    }

    private static boolean isAlwaysOn(BatchHost host) {
        return host.initialState() == HostState.ONLINE && host.finalState() == HostState.ONLINE;
    }

    /** Returns the rate that leaves a migration under the power cap, with the hosts that are on whatever is done. */
    private DataRate powered(BatchVm vm, BatchHost from, BatchHost to) {
        PowerModel power = problem.limits().power().orElseThrow();
        int cap = problem.limits().powerCapWatts().orElseThrow();
        long hostsOn = alwaysOn + (isAlwaysOn(from) ? 0 : 1) + (isAlwaysOn(to) ? 0 : 1);
        long others = hostsOn * power.hostWatts() + (long) problem.vms().size() * power.vmWatts();
        return power.fastest(cap - others)
                .orElseThrow(() -> new InfeasibleBatchException(
                        "power: hosts and VMs draw at least %d W while VM '%s' moves from host '%s' to '%s', and its migration %d W: %d W too much for the cap of %d W"
                                .formatted(
                                        others,
                                        vm.id(),
                                        from.id(),
                                        to.id(),
                                        power.migrationWatts(),
                                        others + power.migrationWatts() - cap,
                                        cap)));
    }
}
