package io.vacate.model.plan;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.plan.search.Physics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The least makespan of a batch of very few VMs with one destination each, by trying everything: in some schedule of least
 * makespan each migration starts when it may, or when another ends. Power is left to {@link BatchPlanCheck}, boots begin at once.
 */
final class BruteForce {
    private final Batch problem;
    private final Physics physics;
    private final List<BatchVm> vms;
    private Optional<Duration> best = Optional.empty();

    private BruteForce(Batch problem, Physics physics) {
        this.problem = problem;
        this.physics = physics;
        vms = problem.moving();
    }

    /** Returns the least makespan; empty if there is no schedule. */
    static Optional<Duration> makespan(Batch problem, Physics physics) {
        BruteForce search = new BruteForce(problem, physics);
        search.place(new ArrayList<>(), new HashSet<>(), Duration.ZERO);
        return search.best;
    }

    private void place(List<Action> placed, Set<String> done, Duration last) {
        if (done.size() == vms.size()) {
            finish(placed);
            return;
        }
        for (BatchVm vm : vms) {
            if (done.contains(vm.id())) {
                continue;
            }
            done.add(vm.id());
            for (Duration start : starts(vm, placed)) {
                if (start.compareTo(last) < 0) {
                    continue;
                }
                placed.add(action(vm, start));
                if (best.isEmpty() || placed.get(placed.size() - 1).end().compareTo(best.get()) < 0) {
                    place(placed, done, start);
                }
                placed.remove(placed.size() - 1);
            }
            done.remove(vm.id());
        }
    }

    private Set<Duration> starts(BatchVm vm, List<Action> placed) {
        BatchHost to = host(vm.destinations().get(0));
        BatchHost from = host(vm.host());
        Duration own = vm.window().notBefore();
        Duration up = to.boots()
                ? to.window().notBefore().plus(to.boot())
                : to.window().notBefore();
        Duration earliest = List.of(own, up, from.window().notBefore()).stream()
                .max(Duration::compareTo)
                .orElseThrow();
        Set<Duration> starts = new HashSet<>(Set.of(earliest));
        placed.stream()
                .map(Action::end)
                .filter(end -> end.compareTo(earliest) > 0)
                .forEach(starts::add);
        return starts;
    }

    private BatchHost host(String id) {
        return problem.hosts().stream()
                .filter(host -> host.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Action action(BatchVm vm, Duration start) {
        String to = vm.destinations().get(0);
        BatchRoute route = problem.routes().stream()
                .filter(one -> one.from().equals(vm.host()) && one.to().equals(to))
                .findFirst()
                .orElseThrow();
        DataRate rate = route.limit().min(vm.ways().get(0).rateLimit());
        Duration length = physics.duration(vm, vm.ways().get(0), rate).orElseThrow();
        return new Action.Migrate(
                "migrate " + vm.id(),
                vm.id(),
                vm.host(),
                to,
                vm.ways().get(0),
                start,
                start.plus(length),
                rate,
                List.of(),
                Optional.empty());
    }

    private void finish(List<Action> placed) {
        List<Action> all = new ArrayList<>(placed);
        for (BatchHost host : problem.hosts()) {
            Duration begin = host.window().notBefore();
            if (host.boots()) {
                all.add(new Action.Boot("boot " + host.id(), host.id(), begin, begin.plus(host.boot()), List.of()));
            }
            if (host.shutsDown()) {
                Duration left = placed.stream()
                        .filter(action -> ((Action.Migrate) action).from().equals(host.id()))
                        .map(Action::end)
                        .reduce(begin, (a, b) -> a.compareTo(b) > 0 ? a : b);
                all.add(new Action.Shutdown(
                        "shutdown " + host.id(), host.id(), left, left.plus(host.shutdown()), List.of()));
            }
        }
        Duration end = all.stream().map(Action::end).max(Duration::compareTo).orElse(Duration.ZERO);
        boolean better = best.isEmpty() || end.compareTo(best.get()) < 0;
        if (better && BatchPlanCheck.feasible(problem, physics, all)) {
            best = Optional.of(end);
        }
    }
}
