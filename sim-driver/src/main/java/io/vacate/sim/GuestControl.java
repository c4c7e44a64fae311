package io.vacate.sim;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmEvent.Kind;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;

/** What can be done to a VM on its host at once. Not thread-safe: guarded by the world's lock. */
final class GuestControl {
    private final World world;
    private final Machine machine;

    GuestControl(Machine machine) {
        this.world = machine.world;
        this.machine = machine;
    }

    Guest define(SimVm spec) {
        machine.guest(spec.config().id())
                .or(() -> machine.guestNamed(spec.config().name()))
                .ifPresent(other -> {
                    throw new DuplicateVmException("VM '%s' (%s) is on %s already, %s; nothing was changed"
                            .formatted(other.name(), other.id(), machine, other.status()));
                });
        Guest guest = new Guest(machine, spec, new VmStatus(VmState.SHUT_OFF, StateReason.UNKNOWN), true);
        machine.add(guest);
        guest.tell(Kind.DEFINED, StateReason.UNKNOWN);
        return guest;
    }

    void undefine(Guest guest) {
        if (!guest.persistent) {
            throw refused(guest, "without a definition that could be removed");
        }
        guest.persistent = false;
        if (!guest.isActive()) {
            machine.remove(guest);
        }
        guest.tell(Kind.UNDEFINED, StateReason.USER);
    }

    void start(Guest guest) {
        require(guest, guest.status().state() == VmState.SHUT_OFF, "not off");
        require(
                guest,
                machine.buffers.parked(guest.id()).isEmpty(),
                "with its state in a buffer, waiting to be resumed");
        requireAloneAndRoom(guest);
        guest.restartClock();
        guest.lives++;
        world.alive.add(guest.id());
        guest.become(VmState.RUNNING, StateReason.BOOTED);
        guest.tell(Kind.STARTED, StateReason.BOOTED);
    }

    /** Refuses to run a VM twice, as a lock on its disks would, and to take more memory than there is. */
    void requireAloneAndRoom(Guest guest) {
        world.owner(guest.id()).ifPresent(other -> {
            throw new OperationFailedException(
                    "VM '%s' is %s on %s, which holds the lock of its disks; nothing was changed"
                            .formatted(guest.name(), other.status(), other.machine));
        });
        DataSize needed = world.memoryNeeded(guest.config());
        if (needed.compareTo(machine.freeMemory()) > 0) {
            throw new InsufficientCapacityException("VM '%s' needs %s and %s has %s free; nothing was changed"
                    .formatted(guest.name(), needed, machine, machine.freeMemory()));
        }
    }

    void pause(Guest guest) {
        requireOwner(guest);
        require(guest, guest.status().state() == VmState.RUNNING, "not running");
        guest.become(VmState.PAUSED, StateReason.USER);
        guest.tell(Kind.PAUSED, StateReason.USER);
    }

    void resume(Guest guest) {
        requireOwner(guest);
        boolean byUser = guest.status().equals(new VmStatus(VmState.PAUSED, StateReason.USER));
        require(guest, byUser, "not paused by a user");
        guest.become(VmState.RUNNING, StateReason.RESUMED);
        guest.tell(Kind.RESUMED, StateReason.RESUMED);
    }

    /** The simulation knows no competition for CPUs: it keeps the schedule, and computes nothing with it. */
    static void setCpuSchedule(Guest guest, CpuSchedule schedule) {
        require(guest, guest.isActive(), "without a share of the CPUs");
        guest.setCpuSchedule(schedule);
    }

    static CpuSchedule cpuSchedule(Guest guest) {
        require(guest, guest.isActive(), "without a share of the CPUs");
        return guest.cpuSchedule();
    }

    /** As with schedules: pins are kept, and change nothing else. */
    static void pin(Guest guest, CpuSet cpus) {
        CpuSet all = guest.machine.cpus();
        if (!all.containsAll(cpus)) {
            throw new IllegalArgumentException("VM '%s' cannot be pinned to the CPUs %s: %s has %s; nothing was changed"
                    .formatted(guest.name(), cpus, guest.machine, all));
        }
        require(guest, guest.isActive(), "without CPUs");
        guest.pin(cpus);
    }

    static CpuSet allowedCpus(Guest guest) {
        require(guest, guest.isActive(), "without CPUs");
        return guest.allowedCpus();
    }

    /** Has the guest follow at once. */
    void setMemoryTarget(Guest guest, DataSize target) {
        guest.config().requireMemoryTarget(target);
        requireOwner(guest);
        require(guest, guest.status().state() == VmState.RUNNING, "not running");
        require(guest, guest.migration == null, "on its way to another host");
        long more = target.bytes() - guest.memory().bytes();
        if (more > machine.freeMemory().bytes()) {
            throw new InsufficientCapacityException(
                    "VM '%s' wants %s, which is %s more, and %s has %s free; nothing was changed"
                            .formatted(guest.name(), target, DataSize.ofBytes(more), machine, machine.freeMemory()));
        }
        guest.setMemory(target);
    }

    void requestShutdown(Guest guest) {
        requireOwner(guest);
        require(guest, guest.status().state() == VmState.RUNNING, "not running");
        require(guest, guest.migration == null, "on its way to another host");
        if (guest.spec.ignoresShutdown()) {
            return;
        }
        guest.become(VmState.SHUTTING_DOWN, StateReason.USER);
        guest.tell(Kind.SHUTTING_DOWN, StateReason.USER);
        int life = guest.lives;
        world.time.after(world.costs.shutdown(), () -> {
            if (guest.lives == life && guest.status().state() == VmState.SHUTTING_DOWN) {
                guest.end(StateReason.GUEST_SHUTDOWN);
            }
        });
    }

    void destroy(Guest guest) {
        require(guest, guest.isActive(), "not active");
        boolean heldMemory = guest.role == Guest.Role.LEFT_BEHIND
                && guest.migration == null
                && guest.status().reason() == StateReason.POST_COPY_FAILED;
        guest.end(StateReason.DESTROYED);
        if (heldMemory) {
            // The rest of the VM's memory was here, and nowhere else.
            world.owner(guest.id())
                    .filter(rest -> rest.status().reason() == StateReason.POST_COPY_FAILED)
                    .ifPresent(rest -> rest.end(StateReason.CRASHED));
        }
    }

    /** Refuses a VM of whose memory a broken post-copy has left a part elsewhere: it cannot be copied. */
    static void requireWhole(Guest guest) {
        require(guest, guest.status().reason() != StateReason.POST_COPY_FAILED, "without a part of its memory");
    }

    static void requireOwner(Guest guest) {
        require(guest, guest.role != Guest.Role.INCOMING, "still arriving by a migration");
        require(guest, guest.role != Guest.Role.LEFT_BEHIND, "left behind by a migration");
        require(guest, guest.operation == null, "being saved or restored");
    }

    static void require(Guest guest, boolean condition, String otherwise) {
        if (!condition) {
            throw refused(guest, otherwise);
        }
    }

    private static VmStateException refused(Guest guest, String why) {
        return new VmStateException("VM '%s' on %s is %s, %s; it was left as it is"
                .formatted(guest.name(), guest.machine, guest.status(), why));
    }
}
