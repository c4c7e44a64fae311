package io.vacate.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.qmp.EventWatch.Seen;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The VMs of a host as one session sees them, and its connections to them. Each answer is read anew from the folder and from
 * QEMU. Thread-safe.
 */
final class Machines implements AutoCloseable {
    private final HostFolder host;
    private final BiConsumer<VmFolder, JsonNode> events;
    private final Consumer<VmFolder> onEnd;
    private final Map<VmId, Machine> machines = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** See {@link Machine} for the callbacks. */
    Machines(HostFolder host, BiConsumer<VmFolder, JsonNode> events, Consumer<VmFolder> onEnd) {
        this.host = host;
        this.events = events;
        this.onEnd = onEnd;
    }

    void requireOpen() {
        if (closed) {
            throw new SessionClosedException(host.uri());
        }
    }

    /** Returns the VMs of this host, after settling what a program that died has left undecided. */
    List<Machine> residents() {
        requireOpen();
        Recovery.settle(host);
        return host.vms().stream()
                .filter(VmFolder::isResident)
                .map(this::machine)
                .toList();
    }

    /** @throws UnknownVmException if the host has no such VM */
    Machine get(VmId vm) {
        requireOpen();
        VmFolder folder = host.vm(vm);
        if (!folder.isResident()) {
            throw new UnknownVmException(vm.toString(), host.uri());
        }
        return machine(folder);
    }

    private Machine machine(VmFolder folder) {
        return machines.computeIfAbsent(
                folder.id(),
                id -> new Machine(
                        host.uri(), folder, message -> events.accept(folder, message), () -> onEnd.accept(folder)));
    }

    /** @throws VmStateException if the VM is in another state */
    Machine require(VmId vm, VmState state) {
        Machine machine = get(vm);
        if (RunStates.of(machine).state() != state) {
            throw wrongState(machine, state.name().toLowerCase(Locale.ROOT));
        }
        return machine;
    }

    VmStateException wrongState(Machine machine, String wanted) {
        return new VmStateException("VM '%s' on %s is %s, not %s; it was left as it is"
                .formatted(definition(machine).name(), host.uri(), RunStates.of(machine), wanted));
    }

    VmDefinition definition(Machine machine) {
        return machine.folder()
                .known()
                .orElseThrow(() -> new UnknownVmException(machine.folder().id().toString(), host.uri()));
    }

    VmSummary summary(Machine machine) {
        return new VmSummary(machine.folder().id(), definition(machine).name(), statusOrUnknown(machine));
    }

    /** One VM that does not answer must not hide the others. */
    private static VmStatus statusOrUnknown(Machine machine) {
        try {
            return RunStates.of(machine);
        } catch (HostUnreachableException silent) {
            return new VmStatus(VmState.UNKNOWN, StateReason.UNKNOWN);
        }
    }

    VmStats stats(Machine machine) {
        VmDefinition definition = definition(machine);
        VmStats.Builder stats =
                VmStats.builder(summary(machine), definition.vcpus(), DataSize.ofBytes(definition.memoryBytes()));
        Optional<ProcessHandle> process = machine.folder().process();
        process.flatMap(Proc::residentMemory).ifPresent(stats::residentMemory);
        process.flatMap(alive -> alive.info().totalCpuDuration()).ifPresent(stats::cpuTime);
        return stats.build();
    }

    /** Returns what can become an event when it changes. */
    Map<VmId, Seen> seen() {
        Map<VmId, Seen> all = new HashMap<>();
        for (Machine machine : residents()) {
            VmFolder folder = machine.folder();
            boolean active = statusOrUnknown(machine).state() != VmState.SHUT_OFF;
            all.put(folder.id(), new Seen(definition(machine).name(), folder.isPersistent(), active, folder.reason()));
        }
        return all;
    }

    /** Ends the connections; the VMs go on. */
    @Override
    public void close() {
        closed = true;
        machines.values().forEach(Machine::close);
    }
}
