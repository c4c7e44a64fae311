package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.orchestrator.execute.ExecutionPolicy;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import io.vacate.sim.DirtyCurve;
import io.vacate.sim.SimCosts;
import io.vacate.sim.SimHost;
import io.vacate.sim.SimVm;
import io.vacate.sim.SimWorld;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Simulated hosts on 500 Mbit/s in manual time: everything happens on the test's thread, always the same. */
final class Rack implements AutoCloseable {
    static final DataRate LINK = DataRate.ofMegabitsPerSecond(500);

    final SimWorld world;
    final List<RunEvent> events = new ArrayList<>();
    final Evacuator evacuator = new Evacuator(Runnable::run);
    private final Map<String, Host> open = new HashMap<>();

    private Rack(SimWorld world) {
        this.world = world;
    }

    /** Describes a rack host by host; {@code host} begins one, {@code vm} adds to the last. */
    static final class Builder {
        private final Map<String, SimHost.Builder> hosts = new LinkedHashMap<>();
        private String lastName = "";
        private SimHost.Builder last = SimHost.builder("none", DataSize.ofMebibytes(1));
        private SimCosts costs = SimCosts.DEFAULT;

        Builder costs(SimCosts value) {
            costs = value;
            return this;
        }

        Builder host(String name, int mebibytes) {
            lastName = name;
            last = SimHost.builder(name, DataSize.ofMebibytes(mebibytes)).network(LINK);
            hosts.put(name, last);
            return this;
        }

        Builder with(Consumer<SimHost.Builder> change) {
            change.accept(last);
            return this;
        }

        Builder vm(String name, int mebibytes) {
            last.vm(named(name, mebibytes).build());
            return this;
        }

        Builder vm(String name, int mebibytes, VmState state) {
            last.vm(named(name, mebibytes).state(state).build());
            return this;
        }

        Builder busyVm(String name, int mebibytes, int dirtyMebibytes, int workingSet) {
            DirtyCurve curve =
                    DirtyCurve.of(DataRate.ofMebibytesPerSecond(dirtyMebibytes), DataSize.ofMebibytes(workingSet));
            last.vm(named(name, mebibytes).dirty(curve).build());
            return this;
        }

        /** Two hosts may have VMs of one name, which are different ones. */
        private SimVm.Builder named(String name, int mebibytes) {
            UUID id = UUID.nameUUIDFromBytes((lastName + "/" + name).getBytes(StandardCharsets.UTF_8));
            return SimVm.builder(name, DataSize.ofMebibytes(mebibytes)).id(new VmId(id));
        }

        Rack build() {
            return build(0, 0);
        }

        /** Makes costs, rates and dirtying differ from their means, by the seed, up to that share. */
        Rack build(long seed, double noise) {
            SimWorld.Builder world =
                    SimWorld.builder().costs(costs).seed(seed).noise(noise).checkInvariants();
            hosts.values().forEach(host -> world.host(host.build()));
            return new Rack(world.build());
        }
    }

    static Builder of() {
        return new Builder();
    }

    /** Two idle and two busy VMs on alpha; beta and gamma are empty. */
    static Rack usual() {
        return of().host("alpha", 4096)
                .vm("idle-1", 128)
                .busyVm("busy-1", 128, 8, 64)
                .vm("idle-2", 256)
                .busyVm("busy-2", 256, 20, 160)
                .host("beta", 4096)
                .host("gamma", 4096)
                .build();
    }

    Host host(String name) {
        return open.computeIfAbsent(name, world::open);
    }

    HostUri uri(String name) {
        return world.uri(name);
    }

    VmId id(String host, String vm) {
        return host(host).vm(vm).id();
    }

    List<Host> hosts(String... names) {
        return List.of(names).stream().map(this::host).toList();
    }

    EvacuationRequest.Builder request(String source, String... destinations) {
        return EvacuationRequest.builder(hosts(source), hosts(destinations)).linkSpeed(LINK);
    }

    PreparedEvacuation prepare(EvacuationRequest.Builder request) {
        return world.runUntil(evacuator.prepareAsync(request.build()));
    }

    EvacuationRun start(EvacuationRequest.Builder request) {
        return evacuator.execute(prepare(request), events::add);
    }

    EvacuationReport finish(EvacuationRun run) {
        EvacuationReport report = world.runUntil(run.completion());
        world.assertInvariants();
        return report;
    }

    EvacuationReport evacuate(EvacuationRequest.Builder request) {
        return finish(start(request));
    }

    /** Returns how many VMs have a second copy, which a migration fills. */
    long migrationsUnderWay() {
        List<VmId> copies = world.hosts().stream()
                .flatMap(name -> host(name).statistics().stream())
                .filter(stats -> stats.summary().status().state().isActive())
                .map(stats -> stats.summary().id())
                .toList();
        return copies.size() - copies.stream().distinct().count();
    }

    static MoveReport of(EvacuationReport report, String vm) {
        return report.moves().stream()
                .filter(move -> move.vmName().equals(vm))
                .findFirst()
                .orElseThrow();
    }

    static ExecutionPolicy policy(int retries) {
        return ExecutionPolicy.DEFAULT.withRetries(retries);
    }

    boolean runsOn(VmLocation location, String host) {
        return location instanceof VmLocation.OnHost at
                && at.host().equals(uri(host))
                && at.status().state() == VmState.RUNNING;
    }

    @Override
    public void close() {
        open.values().forEach(Host::close);
        world.close();
    }
}
