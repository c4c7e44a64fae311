package io.vacate.sim;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.CpuInfo;
import io.vacate.api.host.HostId;
import io.vacate.api.host.HostInfo;
import io.vacate.api.host.HostMemory;
import io.vacate.api.host.Hypervisor;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmEvent.Kind;
import io.vacate.api.vm.VmId;
import io.vacate.sim.internal.fluid.Link;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A simulated host. Not thread-safe: guarded by the world's lock. */
final class Machine {
    final World world;
    final SimHost spec;
    final HostInfo info;
    final Link up;
    final Link down;
    final BufferSpace disk;
    final BufferSpace memoryBuffer;
    final Buffers buffers = new Buffers(this);
    final Map<String, SavedGuest> files = new LinkedHashMap<>();
    final Set<SimSession> sessions = new LinkedHashSet<>();
    final Set<HostOperation> operations = new LinkedHashSet<>();
    Reachability reachability = new Reachability();
    Duration latency = Duration.ZERO;

    private final Map<VmId, Guest> guests = new LinkedHashMap<>();
    private long occupied;
    private long otherMemory;

    /** A VM's state in a file. */
    record SavedGuest(SimVm spec) {}

    Machine(World world, SimHost spec) {
        this.world = world;
        this.spec = spec;
        String name = spec.name();
        up = new Link(name + " up", spec.up().bytesPerSecond());
        down = new Link(name + " down", spec.down().bytesPerSecond());
        disk = new BufferSpace(name + " disk", spec.disk());
        memoryBuffer = new BufferSpace(name + " memory", spec.memoryBuffer());
        info = new HostInfo(
                new HostId(UUID.nameUUIDFromBytes((world.name() + "#" + name).getBytes(StandardCharsets.UTF_8))),
                name,
                new Hypervisor("Simulation", "1", ""),
                new CpuInfo("x86_64", "simulated", spec.threads(), 0),
                spec.memory());
    }

    String name() {
        return spec.name();
    }

    /** Returns all its CPUs. */
    CpuSet cpus() {
        return CpuSet.first(spec.threads());
    }

    List<Guest> guests() {
        return new ArrayList<>(guests.values());
    }

    Optional<Guest> guest(VmId id) {
        return Optional.ofNullable(guests.get(id));
    }

    Optional<Guest> guestNamed(String name) {
        return guests.values().stream()
                .filter(guest -> guest.name().equals(name))
                .findFirst();
    }

    void add(Guest guest) {
        guests.put(guest.id(), guest);
        account(guest.occupied().bytes());
    }

    void remove(Guest guest) {
        if (guests.remove(guest.id(), guest)) {
            account(-guest.occupied().bytes());
            Guest replaced = guest.replaces;
            if (replaced != null) {
                guest.replaces = null;
                add(replaced);
            }
        }
    }

    /** Books memory that is taken or given back. */
    void account(long bytes) {
        occupied += bytes;
    }

    /** Takes memory for something else than VMs, or gives it back: buffers, and what faults eat up. */
    void takeMemory(long bytes) {
        otherMemory += bytes;
        account(bytes);
    }

    long otherMemory() {
        return otherMemory;
    }

    long occupied() {
        return occupied;
    }

    /** Returns what a new VM could take. */
    DataSize freeMemory() {
        return DataSize.ofBytes(Math.max(0, spec.memory().bytes() - occupied));
    }

    HostMemory memory() {
        return new HostMemory(spec.memory(), freeMemory());
    }

    void tell(Guest guest, Kind kind, StateReason reason) {
        VmEvent event = new VmEvent(guest.id(), guest.name(), kind, reason, world.time.instant());
        world.trace.add("%s %s: %s %s".formatted(name(), guest.name(), kind, reason));
        sessions.forEach(session -> session.tell(event));
    }

    /** Ends what sessions wait for. */
    void failOperations(HypervisorException why) {
        List.copyOf(operations).forEach(operation -> operation.fail(why));
    }

    /** What of a host answers. */
    static final class Reachability {
        /** Whether it has power. */
        boolean powered = true;
        /** Whether its hypervisor's daemon answers. */
        boolean daemon = true;
        /** How many faults keep new sessions from being opened. */
        int refusals;

        boolean answers() {
            return powered && daemon;
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
