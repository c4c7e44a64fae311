package io.vacate.sim;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.sim.internal.fluid.FluidNetwork;
import io.vacate.sim.internal.fluid.Link;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** The state of a simulated world. Not thread-safe, save for {@link #locked}: its lock guards all of it. */
final class World {
    final SimTime time;
    final SimCosts costs;
    final FluidNetwork network;
    final Link core;
    final Trace trace;
    final Set<Migration> migrations = new LinkedHashSet<>();
    /** VMs that are active on some host: each has exactly one copy that is it. */
    final Set<VmId> alive = new LinkedHashSet<>();

    final MigrationFaults migrationFaults = new MigrationFaults();

    private final String name;
    private final double noise;
    private final Random random;
    private final Map<String, Machine> machines = new LinkedHashMap<>();

    World(SimWorld.Builder builder, String name) {
        this.name = name;
        time = builder.time;
        time.begin();
        costs = builder.costs;
        noise = builder.noise;
        random = new Random(builder.seed);
        trace = new Trace(time);
        network = new FluidNetwork(time.clock());
        core = new Link("core", builder.core);
        builder.hosts.values().forEach(this::add);
    }

    private void add(SimHost spec) {
        Machine machine = new Machine(this, spec);
        machines.put(spec.name(), machine);
        for (SimVm vm : spec.vms()) {
            machine.add(new Guest(machine, vm, firstStatus(vm.state()), vm.persistent()));
            if (vm.state().isActive()) {
                alive.add(vm.config().id());
            }
        }
    }

    private static VmStatus firstStatus(VmState state) {
        StateReason reason = switch (state) {
            case RUNNING -> StateReason.BOOTED;
            case PAUSED -> StateReason.USER;
            default -> StateReason.UNKNOWN;
        };
        return new VmStatus(state, reason);
    }

    String name() {
        return name;
    }

    /** Runs something under the world's lock. */
    <T> T locked(Supplier<T> body) {
        time.queue().lock().lock();
        try {
            return body.get();
        } finally {
            time.queue().lock().unlock();
        }
    }

    Collection<Machine> machines() {
        return machines.values();
    }

    /**
     * Finds a host.
     *
     * @throws IllegalArgumentException if there is none of that name; the message lists those that there are
     */
    Machine machine(String hostName) {
        Machine machine = machines.get(hostName);
        if (machine == null) {
            throw new IllegalArgumentException("World '%s' has no host '%s'; it has %s"
                    .formatted(name, hostName, String.join(", ", machines.keySet())));
        }
        return machine;
    }

    HostUri uri(Machine machine) {
        return Worlds.uri(name, machine.name());
    }

    /** Returns the copy that is the VM, if the VM is active. */
    Optional<Guest> owner(VmId vm) {
        return copies(vm).stream()
                .filter(guest -> guest.role == Guest.Role.OWNER && guest.isActive())
                .findFirst();
    }

    List<Guest> copies(VmId vm) {
        List<Guest> copies = new ArrayList<>();
        machines.values().forEach(machine -> machine.guest(vm).ifPresent(copies::add));
        return copies;
    }

    DataSize memoryNeeded(VmConfig config) {
        return config.memory().plus(costs.vmOverhead());
    }

    /** Returns a random factor around 1, within the world's noise. */
    double spread() {
        return noise == 0 ? 1 : 1 + noise * (2 * random.nextDouble() - 1);
    }

    /** Takes note of links that went up or down. */
    void linksChanged() {
        network.changed();
        List.copyOf(migrations).forEach(Migration::linksChanged);
    }

    /** Breaks the sessions to a host, as seen by their clients. */
    void dropSessions(Machine machine, HypervisorException why) {
        List.copyOf(machine.sessions).forEach(session -> session.lose(why));
    }
}
