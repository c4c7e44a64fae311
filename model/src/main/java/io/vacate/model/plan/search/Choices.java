package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.plan.batch.BatchHost;
import io.vacate.model.plan.batch.BatchProblem;
import io.vacate.model.plan.batch.BatchRoute;
import io.vacate.model.plan.batch.BatchVm;
import io.vacate.model.plan.batch.HostState;
import io.vacate.model.plan.batch.InfeasibleBatchException;
import io.vacate.model.plan.batch.MigrationPhysics;
import io.vacate.model.plan.search.Migration.Part;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what a VM could do: the hosts that it can get to, and how. */
final class Choices {
    /** The order in which modes are preferred. */
    private static final List<ModeKind> MODES = List.of(
            ModeKind.PRE_COPY,
            ModeKind.POST_COPY,
            ModeKind.STOP_AND_COPY,
            ModeKind.SUSPEND_COPY_RESUME_MEMORY,
            ModeKind.SUSPEND_COPY_RESUME_DISK);

    private final BatchProblem problem;
    private final MigrationPhysics physics;
    private final Clockwork clock;
    private final FullRates fullRates;
    private final Map<String, BatchHost> hosts = new HashMap<>();
    private final Map<String, Map<String, BatchRoute>> routes = new HashMap<>();

    Choices(BatchProblem problem, MigrationPhysics physics) {
        this.problem = problem;
        this.physics = physics;
        clock = new Clockwork(physics.resolution());
        fullRates = new FullRates(problem);
        problem.hosts().forEach(host -> hosts.put(host.id(), host));
        for (BatchRoute route : problem.routes()) {
            routes.computeIfAbsent(route.from(), from -> new HashMap<>()).put(route.to(), route);
        }
    }

    BatchProblem problem() {
        return problem;
    }

    Clockwork clock() {
        return clock;
    }

    BatchHost host(String id) {
        return Optional.ofNullable(hosts.get(id)).orElseThrow();
    }

    /** Returns the hosts that a VM may move to and has a way to, best first. */
    List<BatchHost> destinations(BatchVm vm) {
        List<String> named = vm.destinations().isEmpty()
                ? problem.hosts().stream()
                        .map(BatchHost::id)
                        .filter(id -> !id.equals(vm.host()))
                        .toList()
                : vm.destinations();
        List<String> refused = new ArrayList<>();
        List<BatchHost> result = new ArrayList<>();
        for (String id : named) {
            Optional<String> why = refusal(vm, host(id));
            why.ifPresentOrElse(refused::add, () -> result.add(host(id)));
        }
        if (result.isEmpty()) {
            throw new InfeasibleBatchException(
                    "VM '%s' on host '%s' can go nowhere: %s".formatted(vm.id(), vm.host(), shown(refused)));
        }
        return result;
    }

    private static String shown(List<String> reasons) {
        return reasons.isEmpty()
                ? "there is no other host"
                : String.join("; ", reasons.subList(0, Math.min(3, reasons.size())))
                        + (reasons.size() > 3 ? "; and %d more".formatted(reasons.size() - 3) : "");
    }

    private Optional<String> refusal(BatchVm vm, BatchHost host) {
        if (!host.mayReceive()) {
            return Optional.of("host '%s' must not receive".formatted(host.id()));
        }
        if (host.finalState() == HostState.OFFLINE) {
            return Optional.of("host '%s' is to be offline".formatted(host.id()));
        }
        String own = host(vm.host()).hypervisor();
        if (!host.hypervisor().equals(own)) {
            return Optional.of("host '%s' has another hypervisor ('%s', not '%s'), and a VM never crosses hypervisors"
                    .formatted(host.id(), host.hypervisor(), own));
        }
        if (route(vm.host(), host.id()).isEmpty()) {
            return Optional.of("there is no route to host '%s'".formatted(host.id()));
        }
        if (vm.memory().compareTo(host.memory()) > 0) {
            return Optional.of("host '%s' has %s memory, it needs %s".formatted(host.id(), host.memory(), vm.memory()));
        }
        return Optional.empty();
    }

    private Optional<BatchRoute> route(String from, String to) {
        return Optional.ofNullable(routes.getOrDefault(from, Map.of()).get(to));
    }

    /** Returns how a VM gets to a host that it has a way to: at the full rate, by the first mode that ends. */
    Migration migration(BatchVm vm, BatchHost to) {
        BatchRoute route = route(vm.host(), to.id()).orElseThrow();
        DataRate rate = fullRates.of(vm, host(vm.host()), to, route);
        return at(vm, host(vm.host()), to, route, rate)
                .orElseThrow(() -> new InfeasibleBatchException(
                        "VM '%s' does not converge by %s at the %d Mbit/s that it gets from host '%s' to '%s': it rewrites %s within %s"
                                .formatted(
                                        vm.id(),
                                        vm.modes(),
                                        rate.bytesPerSecond() * 8 / 1_000_000,
                                        vm.host(),
                                        to.id(),
                                        vm.copy().hot(),
                                        vm.copy().hotPeriod())));
    }

    /** Tells whether a VM that is on one host may be on another for a while, as far as hosts and ways go. */
    boolean mayHold(BatchVm vm, BatchHost from, BatchHost host) {
        return host.mayReceive()
                && host.hypervisor().equals(from.hypervisor())
                && host.initialState() == HostState.ONLINE
                && host.finalState() == HostState.ONLINE
                && vm.cpus() <= host.cpus()
                && hasRoute(from, host);
    }

    boolean hasRoute(BatchHost from, BatchHost to) {
        return route(from.id(), to.id()).isPresent();
    }

    /** Returns how a VM gets from one host to another at the full rate; empty if there is no way, or it would not end. */
    Optional<Migration> between(BatchVm vm, BatchHost from, BatchHost to) {
        return route(from.id(), to.id()).flatMap(route -> at(vm, from, to, route, fullRates.of(vm, from, to, route)));
    }

    /** Returns the same way at another rate; empty if it would not end. */
    Optional<Migration> at(Migration migration, DataRate rate) {
        return at(migration.vm(), migration.from(), migration.to(), migration.route(), rate);
    }

    /** Returns the same way in two parts, between which the VM is suspended; empty if that is not allowed, or not known. */
    Optional<List<Migration>> suspended(Migration whole) {
        ModeKind mode = ModeKind.SUSPEND_COPY_RESUME_DISK;
        BatchVm vm = whole.vm();
        if (!vm.modes().contains(mode) || whole.part() != Part.WHOLE) {
            return Optional.empty();
        }
        DataRate rate = fullRates.of(vm, whole.from(), whole.to(), whole.route());
        return physics.suspension(vm, rate)
                .map(times -> List.of(
                        new Migration(
                                vm,
                                whole.from(),
                                /* to= */ whole.from(),
                                whole.route(),
                                mode,
                                rate,
                                clock.up(times.suspend()),
                                Part.SUSPEND),
                        new Migration(
                                vm,
                                whole.from(),
                                whole.to(),
                                whole.route(),
                                mode,
                                rate,
                                clock.up(times.resume()),
                                Part.RESUME)));
    }

    private Optional<Migration> at(BatchVm vm, BatchHost from, BatchHost to, BatchRoute route, DataRate rate) {
        for (ModeKind mode : MODES) {
            if (vm.modes().contains(mode)) {
                Optional<Duration> duration = physics.duration(vm, mode, rate);
                if (duration.isPresent()) {
                    int ticks = clock.up(duration.get());
                    return Optional.of(new Migration(vm, from, to, route, mode, rate, ticks, Part.WHOLE));
                }
            }
        }
        return Optional.empty();
    }
}
