package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.HostState;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.PowerModel;
import io.vacate.model.profile.Path;

/** What each migration gets where it has to share nothing. */
final class FullRates {
    private final Batch problem;
    private final long alwaysOn;

    FullRates(Batch problem) {
        this.problem = problem;
        alwaysOn = problem.hosts().stream().filter(FullRates::isAlwaysOn).count();
    }

    /** Returns what a VM gets at most: what its path and its hosts allow, its own limit, and the power cap. */
    DataRate of(BatchVm vm, BatchHost from, BatchHost to, Path path) {
        DataRate most = path.rateAlone().min(vm.ways().get(0).rateLimit());
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
                .orElseThrow(() -> new InfeasibleException(
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
