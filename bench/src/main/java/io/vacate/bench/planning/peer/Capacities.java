package io.vacate.bench.planning.peer;

import io.vacate.bench.planning.peer.Resource.Kind;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Hop;
import io.vacate.model.batch.HostState;
import io.vacate.model.batch.PowerModel;
import java.util.HashMap;
import java.util.Map;

/** How much there is of each {@link Resource}, beside what those hold that never move. */
final class Capacities {
    private Capacities() {}

    static Map<Resource, Long> of(Batch problem) {
        Map<Resource, Long> result = new HashMap<>();
        for (BatchLink link : problem.links()) {
            result.put(
                    new Resource(Kind.LINK, new Hop(link.id(), true)),
                    link.forward().bytesPerSecond());
            result.put(
                    new Resource(Kind.LINK, new Hop(link.id(), false)),
                    link.backward().bytesPerSecond());
        }
        problem.switches()
                .forEach(one -> one.capacity()
                        .ifPresent(rate -> result.put(new Resource(Kind.SWITCH, one.id()), rate.bytesPerSecond())));
        for (BatchHost host : problem.hosts()) {
            String id = host.id();
            result.put(new Resource(Kind.MEMORY, id), host.memory().bytes());
            result.put(new Resource(Kind.CPU, id), (long) host.cpus());
            host.outgoingLimit().ifPresent(limit -> result.put(new Resource(Kind.OUTGOING, id), (long) limit));
            host.incomingLimit().ifPresent(limit -> result.put(new Resource(Kind.INCOMING, id), (long) limit));
        }
        for (BatchVm vm : problem.vms()) {
            if (!vm.mustMove()) {
                result.merge(new Resource(Kind.MEMORY, vm.host()), -vm.memory().bytes(), Long::sum);
                result.merge(new Resource(Kind.CPU, vm.host()), (long) -vm.cpus(), Long::sum);
            }
        }
        problem.limits().migrationsAtOnce().ifPresent(limit -> result.put(Resource.AT_ONCE, (long) limit));
        problem.limits()
                .powerCapWatts()
                .ifPresent(cap -> result.put(
                        Resource.POWER,
                        cap - steadyWatts(problem, problem.limits().power().orElseThrow())));
        return result;
    }

    /** What is drawn all the time: VMs, and hosts that stay on. */
    private static long steadyWatts(Batch problem, PowerModel power) {
        long on = problem.hosts().stream()
                .filter(host -> host.initialState() == HostState.ONLINE && host.finalState() == HostState.ONLINE)
                .count();
        return on * power.hostWatts() + (long) problem.vms().size() * power.vmWatts();
    }
}
