package io.vacate.bench.planning.peer;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchSwitch;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.ConstantRates;
import io.vacate.model.batch.Hop;
import io.vacate.model.batch.HostState;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the migrations out of a problem: VMs that go by pre-copy to a destination that is given. */
final class Moves {
    private final ConstantRates physics;
    private final Map<String, BatchHost> hosts;
    private final Map<String, BatchLink> links;
    private final Map<String, DataRate> blocking = new HashMap<>();
    private final Map<List<String>, BatchRoute> routes = new HashMap<>();

    private Moves(Batch problem, ConstantRates physics) {
        this.physics = physics;
        hosts = problem.hosts().stream().collect(toMap(BatchHost::id, identity()));
        links = problem.links().stream().collect(toMap(BatchLink::id, identity()));
        for (BatchSwitch one : problem.switches()) {
            one.capacity().ifPresent(capacity -> blocking.put(one.id(), capacity));
        }
        problem.routes().forEach(route -> routes.put(List.of(route.from(), route.to()), route));
    }

    /**
     * Returns the migrations of a problem, in the order of its VMs.
     *
     * @throws InexpressibleProblemException if destinations are to be chosen, VMs are bound to each other, or a migration never
     *     ends
     */
    static List<Move> of(Batch problem, ConstantRates physics) {
        if (!problem.groups().isEmpty()) {
            throw new InexpressibleProblemException(
                    "groups of VMs (%d)".formatted(problem.groups().size()));
        }
        Moves moves = new Moves(problem, physics);
        return problem.moving().stream().map(moves::move).toList();
    }

    private Move move(BatchVm vm) {
        if (vm.destinations().size() != 1) {
            throw new InexpressibleProblemException("VM '%s' may choose its destination".formatted(vm.id()));
        }
        String destination = vm.destinations().get(0);
        BatchHost to = known(hosts, destination);
        if (!to.mayReceive() || to.finalState() == HostState.OFFLINE) {
            throw new InexpressibleProblemException(
                    "host '%s' does not receive VM '%s'".formatted(destination, vm.id()));
        }
        BatchRoute route = known(routes, List.of(vm.host(), destination));
        Set<String> passed = new LinkedHashSet<>();
        for (Hop hop : route.hops()) {
            BatchLink link = known(links, hop.link());
            passed.add(link.a());
            passed.add(link.b());
        }
        passed.retainAll(blocking.keySet());
        DataRate most =
                preCopy(vm).map(Tuning::rateLimit).map(route.limit()::min).orElse(route.limit());
        DataRate rate = passed.stream().map(id -> known(blocking, id)).reduce(most, DataRate::min);
        if (duration(physics, vm, rate).isEmpty()) {
            throw new InexpressibleProblemException(
                    "VM '%s' never ends its migration by pre-copy at %s".formatted(vm.id(), rate));
        }
        return new Move(vm, known(hosts, vm.host()), to, route, passed, rate);
    }

    /** Returns how long a VM takes by pre-copy; empty if it never ends, or may not move so. */
    static Optional<Duration> duration(ConstantRates physics, BatchVm vm, DataRate rate) {
        return preCopy(vm).flatMap(how -> physics.duration(vm, how, rate));
    }

    private static Optional<Tuning> preCopy(BatchVm vm) {
        return vm.ways().stream()
                .filter(how -> ModeKind.of(how.mode()) == ModeKind.PRE_COPY)
                .findFirst();
    }

    private static <K, T> T known(Map<K, T> all, K name) {
        return Optional.ofNullable(all.get(name)).orElseThrow();
    }
}
