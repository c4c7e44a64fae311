package io.vacate.sim;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmEvent.Kind;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.sim.Machine.SavedGuest;
import io.vacate.sim.internal.fluid.Flow;
import io.vacate.sim.internal.fluid.Link;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Saves VMs to files of their host and restores them, at the speed of its disk. Not thread-safe: guarded by the world's lock. */
final class SaveRestore {
    private final World world;
    private final Machine machine;

    SaveRestore(Machine machine) {
        this.world = machine.world;
        this.machine = machine;
    }

    HostOperation save(Guest guest, String file) {
        GuestControl.requireOwner(guest);
        GuestControl.requireWhole(guest);
        VmStatus before = guest.status();
        boolean byUser = before.equals(new VmStatus(VmState.PAUSED, StateReason.USER));
        GuestControl.require(
                guest, byUser || before.state() == VmState.RUNNING, "neither running nor paused by a user");
        GuestControl.require(guest, guest.migration == null, "on its way to another host");
        DataSize bytes = guest.spec.used();
        if (bytes.compareTo(machine.disk.free()) > 0) {
            throw new OperationFailedException(
                    "Saving VM '%s' to %s needs %s and the disk of %s has %s free; it goes on"
                            .formatted(guest.name(), file, bytes, machine, machine.disk.free()));
        }
        guest.become(VmState.PAUSED, StateReason.SAVED);
        guest.tell(Kind.PAUSED, StateReason.SAVED);
        return run(guest, bytes, machine.disk.write, () -> saved(guest, file, bytes), () -> {
            if (guest.isActive()) {
                guest.become(before.state(), before.reason());
                guest.tell(byUser ? Kind.PAUSED : Kind.RESUMED, StateReason.RESUMED);
            }
        });
    }

    private void saved(Guest guest, String file, DataSize bytes) {
        SavedGuest previous = machine.files.put(file, new SavedGuest(guest.spec));
        machine.disk.take(
                bytes.bytes() - (previous == null ? 0 : previous.spec().used().bytes()));
        guest.end(StateReason.SAVED);
    }

    HostOperation restore(String file) {
        SavedGuest saved = machine.files.get(file);
        if (saved == null) {
            throw new OperationFailedException(
                    "There is no saved VM in %s on %s; nothing was changed".formatted(file, machine));
        }
        return restore(saved.spec(), false, machine.disk.read, () -> {});
    }

    /**
     * Restores a VM from its state on this host.
     *
     * @param persistent whether its definition outlives it, unless it has one here that tells
     * @param from what the state is read from
     * @param then what follows once it runs
     */
    HostOperation restore(SimVm spec, boolean persistent, Link from, Runnable then) {
        Guest guest = guestFor(spec, persistent);
        new GuestControl(machine).requireAloneAndRoom(guest);
        if (machine.guest(guest.id()).isEmpty()) {
            machine.add(guest);
        }
        guest.restartClock();
        guest.lives++;
        world.alive.add(guest.id());
        guest.become(VmState.PAUSED, StateReason.STARTING);
        guest.tell(Kind.STARTED, StateReason.RESTORED);
        return run(
                guest,
                spec.used(),
                from,
                () -> {
                    guest.become(VmState.RUNNING, StateReason.RESTORED);
                    guest.tell(Kind.RESUMED, StateReason.RESTORED);
                    then.run();
                },
                () -> {
                    if (guest.isActive()) {
                        guest.end(StateReason.FAILED);
                    }
                });
    }

    private Guest guestFor(SimVm spec, boolean persistent) {
        String name = spec.config().name();
        Guest guest = machine.guest(spec.config().id())
                .orElseGet(
                        () -> new Guest(machine, spec, new VmStatus(VmState.SHUT_OFF, StateReason.SAVED), persistent));
        boolean nameTaken =
                machine.guestNamed(name).filter(other -> other != guest).isPresent();
        if (guest.isActive() || nameTaken) {
            throw new DuplicateVmException("VM '%s' is on %s already, %s; nothing was changed"
                    .formatted(name, machine, nameTaken ? "another one of that name" : guest.status()));
        }
        return guest;
    }

    private HostOperation run(Guest guest, DataSize bytes, Link link, Runnable then, Runnable undo) {
        AtomicReference<Flow> flow = new AtomicReference<>();
        HostOperation operation = new HostOperation(machine, guest.id(), () -> {
            Optional.ofNullable(flow.get()).ifPresent(world.network::stop);
            guest.operation = null;
            undo.run();
        });
        guest.operation = operation;
        flow.set(world.network.start(List.of(link), (double) bytes.bytes(), Double.POSITIVE_INFINITY, () -> {
            guest.operation = null;
            operation.succeed();
            then.run();
        }));
        return operation;
    }
}
