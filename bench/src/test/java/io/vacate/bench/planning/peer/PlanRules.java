package io.vacate.bench.planning.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchLink;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Hop;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.PowerModel;
import io.vacate.model.estimate.Tuning;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What every plan keeps, read off the problem: looked at where an action starts, as nothing grows elsewhere. */
final class PlanRules {
    private final Batch problem;
    private final Map<String, Action.Migrate> moves = new HashMap<>();
    private final Map<String, Action> switched = new HashMap<>();

    private PlanRules(Batch problem, Plan plan) {
        this.problem = problem;
        for (Action action : plan.actions()) {
            if (action instanceof Action.Migrate move) {
                assertThat(moves.put(move.vm(), move))
                        .as("another move of %s", move.vm())
                        .isNull();
            } else if (action instanceof Action.Boot boot) {
                switched.put(boot.host(), boot);
            } else if (action instanceof Action.Shutdown shutdown) {
                switched.put(shutdown.host(), shutdown);
            }
        }
    }

    static void check(Batch problem, Plan plan) {
        PlanRules rules = new PlanRules(problem, plan);
        assertThat(rules.moves.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        problem.moving().stream().map(BatchVm::id).toList());
        assertThat(plan.makespan())
                .isEqualTo(plan.actions().stream()
                        .map(Action::end)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO));
        problem.moving().forEach(rules::checkMove);
        problem.hosts().forEach(rules::checkHost);
        plan.actions().forEach(action -> rules.checkAt(action.start()));
    }

    private void checkMove(BatchVm vm) {
        Action.Migrate move = moves.get(vm.id());
        assertThat(move.to()).isEqualTo(vm.destinations().get(0));
        assertThat(new MvmPhysics().duration(vm, Tuning.PRE_COPY, move.rate()))
                .contains(move.end().minus(move.start()));
    }

    private void checkHost(BatchHost host) {
        if (host.boots()) {
            Action boot = switched.get(host.id());
            assertThat(boot.end().minus(boot.start())).isEqualTo(host.boot());
            assertThat(moves.values())
                    .filteredOn(move -> move.to().equals(host.id()))
                    .allSatisfy(move -> assertThat(move.start()).isGreaterThanOrEqualTo(boot.end()));
        }
        if (host.shutsDown()) {
            Action shutdown = switched.get(host.id());
            assertThat(shutdown.end().minus(shutdown.start())).isEqualTo(host.shutdown());
            assertThat(moves.values())
                    .filteredOn(move -> move.from().equals(host.id()))
                    .allSatisfy(move -> assertThat(move.end()).isLessThanOrEqualTo(shutdown.start()));
        }
    }

    private void checkAt(Duration time) {
        for (BatchLink link : problem.links()) {
            for (boolean forward : new boolean[] {true, false}) {
                Hop hop = new Hop(link.id(), forward);
                assertThat(running(time)
                                .filter(move -> hops(move).contains(hop))
                                .mapToLong(move -> move.rate().bytesPerSecond())
                                .sum())
                        .as("%s at %s", hop, time)
                        .isLessThanOrEqualTo(link.capacity(forward).bytesPerSecond());
            }
        }
        for (BatchHost host : problem.hosts()) {
            List<BatchVm> held =
                    problem.vms().stream().filter(vm -> holds(host, vm, time)).toList();
            assertThat(held.stream().mapToLong(vm -> vm.memory().bytes()).sum())
                    .as("memory of %s at %s", host.id(), time)
                    .isLessThanOrEqualTo(host.memory().bytes());
            assertThat(held.stream().mapToInt(BatchVm::cpus).sum()).isLessThanOrEqualTo(host.cpus());
        }
        problem.limits()
                .powerCapWatts()
                .ifPresent(
                        cap -> assertThat(watts(time)).as("watts at %s", time).isLessThanOrEqualTo(cap));
    }

    private Stream<Action.Migrate> running(Duration time) {
        return moves.values().stream().filter(move -> isDuring(move, time));
    }

    private static boolean isDuring(Action action, Duration time) {
        return action.start().compareTo(time) <= 0 && time.compareTo(action.end()) < 0;
    }

    private List<Hop> hops(Action.Migrate move) {
        return problem.routes().stream()
                .filter(route -> route.from().equals(move.from()) && route.to().equals(move.to()))
                .findFirst()
                .orElseThrow()
                .hops();
    }

    private boolean holds(BatchHost host, BatchVm vm, Duration time) {
        Action.Migrate move = moves.get(vm.id());
        boolean left = move != null && move.end().compareTo(time) <= 0;
        boolean source = vm.host().equals(host.id()) && !left;
        boolean reached =
                move != null && move.to().equals(host.id()) && move.start().compareTo(time) <= 0;
        return source || reached;
    }

    private int watts(Duration time) {
        PowerModel power = problem.limits().power().orElseThrow();
        int sum = problem.vms().size() * power.vmWatts();
        for (BatchHost host : problem.hosts()) {
            Action action = switched.get(host.id());
            boolean on = host.boots()
                    ? action.start().compareTo(time) <= 0
                    : !host.shutsDown() || time.compareTo(action.end()) < 0;
            sum += on ? power.hostWatts() : 0;
            sum += host.boots() && isDuring(action, time) ? power.bootWatts() : 0;
        }
        return sum
                + running(time)
                        .map(Action.Migrate::rate)
                        .mapToInt(power::migrating)
                        .sum();
    }
}
