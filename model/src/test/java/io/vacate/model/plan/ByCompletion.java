package io.vacate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchGroup;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Executes a plan by its predecessors alone, in any of the orders that they leave open, and checks what each host has room for
 * whenever a VM enters it. What a host holds too much of from the beginning is a fact, as long as nobody enters.
 */
final class ByCompletion {
    private final Batch batch;
    private final Map<String, Set<String>> vmsOn = new HashMap<>();
    private final Set<String> ended = new HashSet<>();

    private ByCompletion(Batch batch) {
        this.batch = batch;
        batch.vms().forEach(vm -> on(vm.host()).add(vm.id()));
    }

    static void check(Batch batch, Plan plan, int orders) {
        for (int order = 0; order < orders; order++) {
            new ByCompletion(batch).run(plan.actions(), new SplittableRandom(order));
        }
    }

    private Set<String> on(String host) {
        return vmsOn.computeIfAbsent(host, name -> new HashSet<>());
    }

    private void run(List<Action> actions, SplittableRandom random) {
        List<Action> waiting = new ArrayList<>(actions);
        List<Action> running = new ArrayList<>();
        while (!waiting.isEmpty() || !running.isEmpty()) {
            List<Action> ready = waiting.stream()
                    .filter(action -> ended.containsAll(action.predecessors()))
                    .toList();
            assertThat(ready.size() + running.size())
                    .as("%s wait for ever", waiting)
                    .isPositive();
            int next = random.nextInt(ready.size() + running.size());
            if (next < ready.size()) {
                begin(ready.get(next));
                waiting.remove(ready.get(next));
                running.add(ready.get(next));
            } else {
                end(running.remove(next - ready.size()));
            }
        }
        for (BatchVm vm : batch.moving()) {
            assertThat(on(vm.host())).as("VMs on '%s' in the end", vm.host()).doesNotContain(vm.id());
        }
    }

    private void begin(Action action) {
        if (action instanceof Action.Migrate move) {
            enter(move.vm(), move.to());
        } else if (action instanceof Action.Resume resume) {
            enter(resume.vm(), resume.to());
        }
    }

    private void end(Action action) {
        ended.add(action.id());
        if (action instanceof Action.Migrate move) {
            on(move.from()).remove(move.vm());
        } else if (action instanceof Action.Suspend suspend) {
            on(suspend.host()).remove(suspend.vm());
        }
    }

    private void enter(String vm, String name) {
        BatchHost host = batch.hosts().stream()
                .filter(each -> each.id().equals(name))
                .findFirst()
                .orElseThrow();
        Set<String> there = on(name);
        there.add(vm);
        long memory =
                there.stream().mapToLong(id -> batch.vm(id).memory().bytes()).sum();
        int cpus = there.stream().mapToInt(id -> batch.vm(id).cpus()).sum();
        assertThat(memory)
                .as("memory of %s on '%s'", there, name)
                .isLessThanOrEqualTo(host.memory().bytes());
        assertThat(cpus).as("CPUs of %s on '%s'", there, name).isLessThanOrEqualTo(host.cpus());
        for (BatchGroup group : batch.groups()) {
            if (group.kind() == BatchGroup.Kind.SPREAD && group.vms().contains(vm)) {
                assertThat(group.vms().stream().filter(there::contains))
                        .as("on '%s'", name)
                        .hasSize(1);
            }
        }
    }
}
