package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.documents.PlanDocument;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Strategy;
import io.vacate.model.estimate.Tuning;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.report.EvacuationReport;
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

/** VMs a and b on alpha, c on beta; gamma empty; and a plan of actions that a test adds. All in virtual time. */
final class ApplyScene implements AutoCloseable {
    static final DataRate LINK = DataRate.ofMegabitsPerSecond(500);

    final SimWorld world;
    final Map<String, Host> hosts = new LinkedHashMap<>();
    final Evacuator evacuator = new Evacuator(Runnable::run);
    final List<RunEvent> events = new ArrayList<>();
    boolean reservesRates;
    private final Map<String, VmId> vms = new LinkedHashMap<>();
    private final List<Action> actions = new ArrayList<>();

    ApplyScene(int mebibytes) {
        SimWorld.Builder builder = SimWorld.builder().checkInvariants().time(SimTime.manual());
        builder.host(host("alpha", mebibytes).vm(vm("a")).vm(vm("b")).build());
        builder.host(host("beta", mebibytes).vm(vm("c")).build());
        builder.host(host("gamma", mebibytes).build());
        world = builder.build();
        world.hosts().forEach(name -> hosts.put(name, world.open(name)));
        hosts.values().forEach(host -> host.vms().forEach(vm -> vms.put(vm.name(), vm.id())));
    }

    private static SimHost.Builder host(String name, int mebibytes) {
        return SimHost.builder(name, DataSize.ofMebibytes(mebibytes)).network(LINK);
    }

    private static SimVm vm(String name) {
        return SimVm.builder(name, DataSize.ofMebibytes(256)).build();
    }

    VmId id(String vm) {
        return Optional.ofNullable(vms.get(vm)).orElseThrow();
    }

    Host host(String name) {
        return Optional.ofNullable(hosts.get(name)).orElseThrow();
    }

    VM vm(String host, String name) {
        return host(host).vm(id(name).toString());
    }

    /** Starts another VM. */
    void start(String host, String name, int mebibytes) {
        host(host)
                .define(VmConfig.builder(name, DataSize.ofMebibytes(mebibytes)).build())
                .start();
    }

    ApplyScene move(String id, String vm, String from, String to, String... after) {
        return moveAt(LINK, id, vm, from, to, after);
    }

    ApplyScene moveAt(DataRate rate, String id, String vm, String from, String to, String... after) {
        return add(new Action.Migrate(
                id,
                vm,
                from,
                to,
                Tuning.PRE_COPY,
                Duration.ZERO,
                Duration.ofSeconds(5),
                rate,
                List.of(after),
                Optional.empty()));
    }

    ApplyScene add(Action action) {
        actions.add(action);
        return this;
    }

    PlanDocument document() {
        Plan plan = new Plan(
                "evacuation",
                Strategy.MIXED,
                actions,
                Duration.ofSeconds(5),
                Optional.empty(),
                new Plan.Bound(Duration.ofSeconds(1), "alpha"),
                List.of());
        Map<String, String> addresses = new LinkedHashMap<>();
        hosts.forEach((name, host) -> addresses.put(name, host.uri().toString()));
        return new PlanDocument(plan, addresses, vms, List.of(), reservesRates);
    }

    EvacuationRequest.Builder request(boolean replans) {
        return EvacuationRequest.applying(new AppliedPlan(document(), hosts, replans))
                .linkSpeed(LINK);
    }

    PreparedEvacuation prepare() {
        return prepare(request(false));
    }

    PreparedEvacuation prepare(EvacuationRequest.Builder request) {
        return world.runUntil(evacuator.prepareAsync(request.build()));
    }

    EvacuationReport execute(PreparedEvacuation prepared) {
        EvacuationReport report =
                world.runUntil(evacuator.execute(prepared, events::add).completion());
        world.assertInvariants();
        return report;
    }

    /** Returns the names of the hosts on which a VM runs. */
    List<String> placesOf(String vm) {
        return hosts.keySet().stream()
                .filter(name ->
                        host(name).answers(Set.of(id(vm))).get(id(vm)) instanceof HostAnswer.Has has && has.mayRun())
                .toList();
    }

    @Override
    public void close() {
        hosts.values().forEach(Host::close);
        world.close();
    }
}
