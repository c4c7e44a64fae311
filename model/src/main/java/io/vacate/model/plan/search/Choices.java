package io.vacate.model.plan.search;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.HostState;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.plan.search.Migration.Part;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds what a VM could do: the hosts that it can get to, and how. */
final class Choices {
    private final Batch problem;
    private final Physics physics;
    private final Clockwork clock;
    private final FullRates fullRates;
    private final Map<String, BatchHost> hosts = new HashMap<>();
    private final Map<String, Map<String, Path>> paths = new HashMap<>();
    private final Map<Asked, Optional<Found>> known = new HashMap<>();

    /** Many hosts give a VM the same rate, and so the same time. */
    private record Asked(String vm, DataRate rate) {}

    /** The first way in which a VM's migration ends, and how long it takes. */
    private record Found(Tuning how, int ticks) {}

    Choices(Batch problem, Physics physics) {
        this.problem = problem;
        this.physics = physics;
        clock = new Clockwork(physics.resolution());
        fullRates = new FullRates(problem);
        problem.hosts().forEach(host -> hosts.put(host.id(), host));
        NetworkProfile network = physics.network();
        for (BatchRoute route : problem.routes()) {
            paths.computeIfAbsent(route.from(), from -> new HashMap<>())
                    .put(route.to(), network.path(route.from(), route.to()));
        }
    }

    Batch problem() {
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
            throw new InfeasibleException(
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
        if (path(vm.host(), host.id()).isEmpty()) {
            return Optional.of("there is no route to host '%s'".formatted(host.id()));
        }
        if (vm.memory().compareTo(host.memory()) > 0) {
            return Optional.of(
                    "host '%s' has room for %s, it needs %s".formatted(host.id(), host.memory(), vm.memory()));
        }
        return Optional.empty();
    }

    private Optional<Path> path(String from, String to) {
        return Optional.ofNullable(paths.getOrDefault(from, Map.of()).get(to));
    }

    /** Returns how a VM gets to a host that it has a way to: at the full rate, in the first way that ends. */
    Migration migration(BatchVm vm, BatchHost to) {
        Path path = path(vm.host(), to.id()).orElseThrow();
        DataRate rate = fullRates.of(vm, host(vm.host()), to, path);
        return at(vm, host(vm.host()), to, path, rate)
                .orElseThrow(() -> new InfeasibleException(
                        "VM '%s' does not converge by %s at the %s that it gets from host '%s' to '%s'"
                                .formatted(
                                        vm.id(),
                                        vm.ways().stream()
                                                .map(way -> ModeKind.of(way.mode())
                                                        .name()
                                                        .toLowerCase(Locale.ROOT))
                                                .toList(),
                                        rate,
                                        vm.host(),
                                        to.id())));
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
        return path(from.id(), to.id()).isPresent();
    }

    /** Returns how a VM gets from one host to another at the full rate; empty if there is no way, or it would not end. */
    Optional<Migration> between(BatchVm vm, BatchHost from, BatchHost to) {
        return path(from.id(), to.id()).flatMap(path -> at(vm, from, to, path, fullRates.of(vm, from, to, path)));
    }

    /** Returns the same way at another rate; empty if it would not end. */
    Optional<Migration> at(Migration migration, DataRate rate) {
        return at(migration.vm(), migration.from(), migration.to(), migration.path(), rate);
    }

    /** Returns the same way in two parts, between which the VM is suspended; empty if that is not allowed, or not known. */
    Optional<List<Migration>> suspended(Migration whole) {
        BatchVm vm = whole.vm();
        Optional<Tuning> byDisk = vm.ways().stream()
                .filter(way -> ModeKind.of(way.mode()) == ModeKind.SUSPEND_COPY_RESUME_DISK)
                .findFirst();
        if (byDisk.isEmpty() || whole.part() != Part.WHOLE) {
            return Optional.empty();
        }
        DataRate rate = fullRates.of(vm, whole.from(), whole.to(), whole.path());
        return physics.suspension(vm, rate)
                .map(times -> List.of(
                        part(whole, whole.from(), byDisk.get(), rate, times.suspend(), Part.SUSPEND),
                        part(whole, whole.to(), byDisk.get(), rate, times.resume(), Part.RESUME)));
    }

    private Migration part(Migration whole, BatchHost to, Tuning how, DataRate rate, Duration time, Part part) {
        return new Migration(whole.vm(), whole.from(), to, whole.path(), how, rate, clock.up(time), part);
    }

    private Optional<Migration> at(BatchVm vm, BatchHost from, BatchHost to, Path path, DataRate rate) {
        return known.computeIfAbsent(new Asked(vm.id(), rate), asked -> firstThatEnds(vm, rate))
                .map(found -> new Migration(vm, from, to, path, found.how(), rate, found.ticks(), Part.WHOLE));
    }

    private Optional<Found> firstThatEnds(BatchVm vm, DataRate rate) {
        return vm.ways().stream()
                .flatMap(way ->
                        physics.duration(vm, way, rate).map(duration -> new Found(way, clock.up(duration))).stream())
                .findFirst();
    }
}
