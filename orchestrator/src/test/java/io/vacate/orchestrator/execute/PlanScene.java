package io.vacate.orchestrator.execute;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Action;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import io.vacate.orchestrator.journal.InMemoryJournal;
import io.vacate.orchestrator.location.EndWatch;
import io.vacate.sim.SimHost;
import io.vacate.sim.SimTime;
import io.vacate.sim.SimVm;
import io.vacate.sim.SimWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** VM a on alpha, VM b on beta, gamma empty; plans of steps that a test adds. */
final class PlanScene implements AutoCloseable {
    private static final DataSize HOST = DataSize.ofMebibytes(4096);
    private static final DataSize VM = DataSize.ofMebibytes(128);
    private static final DataRate LINK = DataRate.ofMegabitsPerSecond(1000);

    final SimWorld world;
    final Map<String, Host> hosts = new LinkedHashMap<>();
    final List<RunEvent> events = new CopyOnWriteArrayList<>();
    final List<PlanStep> steps = new ArrayList<>();
    RunListener listener = RunListener.NONE;
    private final Map<String, VM> vms = new LinkedHashMap<>();

    PlanScene(SimTime time) {
        SimWorld.Builder builder = SimWorld.builder().checkInvariants().time(time);
        for (String name : List.of("alpha", "beta", "gamma")) {
            SimHost.Builder host = SimHost.builder(name, HOST).network(LINK);
            if (name.equals("alpha")) {
                host.vm(SimVm.builder("a", VM).build());
            } else if (name.equals("beta")) {
                host.vm(SimVm.builder("b", VM).build());
            }
            builder.host(host.build());
        }
        world = builder.build();
        world.hosts().forEach(name -> hosts.put(name, world.open(name)));
        hosts.values().forEach(host -> host.vms().forEach(vm -> vms.put(vm.name(), vm)));
    }

    VmId id(String vm) {
        return vms.get(vm).id();
    }

    PlanScene migrate(String id, String vm, String from, String to, String... after) {
        Action.Migrate planned = new Action.Migrate(
                id,
                vm,
                from,
                to,
                Tuning.PRE_COPY,
                Duration.ZERO,
                Duration.ofSeconds(2),
                LINK,
                List.of(after),
                Optional.empty());
        VmProfile profile = new VmProfile(id(vm), vm, VM, VM, DirtyCurve.idle(), Duration.ofMillis(300));
        steps.add(new VmMove(
                planned,
                profile,
                vms.get(vm),
                hosts.get(from),
                hosts.get(to),
                MigrationRequest.live(),
                VM,
                VM.plus(HOST)));
        return this;
    }

    /** Has the last step wait until that much time has passed. */
    PlanScene notBefore(Duration time) {
        VmMove last = (VmMove) steps.remove(steps.size() - 1);
        steps.add(new VmMove(
                last.planned(),
                last.profile(),
                last.vm(),
                last.source(),
                last.destination(),
                last.request(),
                last.memory(),
                last.sendBudget(),
                time));
        return this;
    }

    PlanScene boot(String host, String... after) {
        return step(host, new Action.Boot("boot " + host, host, Duration.ZERO, Duration.ofSeconds(60), List.of(after)));
    }

    PlanScene shutDown(String host, String... after) {
        return step(
                host,
                new Action.Shutdown("shutdown " + host, host, Duration.ZERO, Duration.ofSeconds(9), List.of(after)));
    }

    private PlanScene step(String host, Action action) {
        steps.add(new HostSwitch(action, (PoweredHost) hosts.get(host)));
        return this;
    }

    Execution start(ExecutionPolicy policy, Threads threads, HostPower power) {
        TimeSource time = world.time();
        return new PlanExecutor(policy, new InMemoryJournal(), time, threads)
                .with(power)
                .start(steps, hosts.values(), 0, EndWatch.listen(hosts.values()), Scene::known, event -> {
                    events.add(event);
                    listener.onEvent(event);
                });
    }

    /** Executes in virtual time, all on one thread. */
    List<MoveResult> run(ExecutionPolicy policy, HostPower power) {
        return finish(start(policy, Threads.of(Runnable::run), power));
    }

    List<MoveResult> run() {
        return run(ExecutionPolicy.DEFAULT, HostPower.NONE);
    }

    List<MoveResult> finish(Execution execution) {
        List<MoveResult> results = world.runUntil(execution.completion());
        world.assertInvariants();
        return results;
    }

    /** Returns the names of the hosts on which a VM runs. */
    List<String> placesOf(String vm) {
        return world.hosts().stream()
                .filter(name -> {
                    try (Host host = world.open(name)) {
                        return host.answers(Set.of(id(vm))).get(id(vm)) instanceof HostAnswer.Has has && has.mayRun();
                    }
                })
                .toList();
    }

    @Override
    public void close() {
        hosts.values().forEach(Host::close);
        world.close();
    }
}
