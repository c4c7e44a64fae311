package io.vacate.sim;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmEvent.Kind;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What can go wrong in a world, on demand. Each fault strikes at once, unless {@link #at} says when.
 *
 * <p>A host that is not in the world is an {@link IllegalArgumentException} that lists those that are. Safe for use by
 * several threads.
 */
public final class SimFaults {
    private static final Duration DAEMON_LOSS_NOTICED = Duration.ofMillis(100);

    private final World world;

    SimFaults(World world) {
        this.world = world;
    }

    /**
     * Has faults strike later.
     *
     * @param delay simulated time from now, at least 0
     * @param what called at that time with this object, under the world's lock: call faults only
     */
    public void at(Duration delay, Consumer<SimFaults> what) {
        world.time.after(delay, () -> what.accept(this));
    }

    /**
     * Takes a host's network card down, until {@link #linkUp}: migrations over it stand still, and fail once the keepalive
     * timeout has passed. Sessions do not depend on it.
     */
    public void linkDown(String host) {
        change(host, machine -> outage(machine, true));
    }

    /** Takes a host's network card down for a time. */
    public void linkDown(String host, Duration time) {
        change(host, machine -> {
            outage(machine, true);
            world.time.after(time, () -> outage(machine, false));
        });
    }

    /** Ends one {@link #linkDown(String)}. */
    public void linkUp(String host) {
        change(host, machine -> outage(machine, false));
    }

    private void outage(Machine machine, boolean begins) {
        machine.up.outage(begins);
        machine.down.outage(begins);
        world.trace.add("%s: link %s".formatted(machine, begins ? "down" : "up"));
        world.linksChanged();
    }

    /**
     * Cuts a host's power: its VMs end as crashed, its sessions are lost, its migrations fail. {@link #restart} brings the
     * host back, with its persistent VMs off.
     */
    public void crashHost(String host) {
        change(host, machine -> {
            machine.reachability.powered = false;
            disconnect(machine, "it has crashed");
            machine.guests().forEach(guest -> {
                if (guest.isActive()) {
                    guest.end(StateReason.CRASHED);
                }
            });
            machine.buffers.losePower();
        });
    }

    /**
     * Kills a host's hypervisor daemon: its VMs run on, its sessions are lost. Migrations in their pre-copy fail, and VMs go
     * on at their sources; a copy that was arriving here stays, and takes memory, until {@link #restart}. A post-copy goes
     * on.
     */
    public void crashDaemon(String host) {
        change(host, machine -> {
            machine.reachability.daemon = false;
            disconnect(machine, "its daemon has crashed");
            for (Migration migration : List.copyOf(world.migrations)) {
                if (!migration.handedOver && migration.arrival.machine() == machine) {
                    migration.arrival.orphan();
                    migration.after(DAEMON_LOSS_NOTICED, () -> abort(migration, machine));
                } else if (!migration.handedOver && migration.source.machine == machine) {
                    abort(migration, machine);
                }
            }
        });
    }

    private static void abort(Migration migration, Machine machine) {
        if (!migration.handedOver) {
            migration.fail(Migration.failure("The daemon of %s ended during the migration of VM '%s'"
                    .formatted(machine, migration.source.name())));
        }
    }

    /** Brings back a host or its daemon. Sessions that were lost stay lost; new ones can be opened. */
    public void restart(String host) {
        change(host, machine -> {
            machine.reachability.powered = true;
            machine.reachability.daemon = true;
            world.trace.add("%s: answers again".formatted(machine));
            machine.guests().forEach(SimFaults::removeOrphan);
        });
    }

    private static void removeOrphan(Guest guest) {
        boolean orphan = guest.role == Guest.Role.INCOMING && guest.migration == null;
        if (orphan) {
            guest.end(StateReason.FAILED);
        }
    }

    /**
     * Kills the process of a VM's copy on a host. What that means for the VM depends on the copy: its only one is a crash;
     * one that is still arriving fails the migration; either one during a post-copy loses the VM.
     *
     * @param vm name of the VM
     * @throws IllegalArgumentException if the host has no active VM of that name
     */
    public void killVm(String host, String vm) {
        change(host, machine -> activeVm(machine, vm).end(StateReason.CRASHED));
    }

    /**
     * Crashes the guest of a VM whose host keeps it for somebody to look at, as with libvirt's {@code on_crash=preserve}. A
     * migration of it goes on.
     *
     * @throws IllegalArgumentException if the host has no active VM of that name
     */
    public void crashGuest(String host, String vm) {
        change(host, machine -> {
            Guest guest = activeVm(machine, vm);
            guest.become(VmState.CRASHED, StateReason.CRASHED);
            guest.tell(Kind.CRASHED, StateReason.CRASHED);
        });
    }

    /**
     * Lets a VM run into a storage error, at which its host pauses it.
     *
     * @throws IllegalArgumentException if the host has no active VM of that name
     */
    public void failStorage(String host, String vm) {
        change(host, machine -> {
            Guest guest = activeVm(machine, vm);
            guest.become(VmState.PAUSED, StateReason.IO_ERROR);
            guest.tell(Kind.PAUSED, StateReason.IO_ERROR);
        });
    }

    /**
     * Aborts the migration that takes a VM away, as an administrator does on its host. From the switch-over on it is too late.
     *
     * @throws IllegalArgumentException if no migration takes it away
     */
    public void abortMigration(String host, String vm) {
        change(host, machine -> {
            Migration migration = activeVm(machine, vm).migration;
            if (migration == null || migration.source.machine != machine) {
                throw new IllegalArgumentException("No migration takes VM '%s' away from '%s'".formatted(vm, machine));
            }
            migration.requestCancel();
        });
    }

    private static Guest activeVm(Machine machine, String vm) {
        return machine.guestNamed(vm)
                .filter(Guest::isActive)
                .orElseThrow(
                        () -> new IllegalArgumentException("Host '%s' has no active VM '%s'".formatted(machine, vm)));
    }

    /** Finds an active VM by its name. */
    VmId idOf(String host, String vm) {
        return world.locked(() -> activeVm(world.machine(host), vm).id());
    }

    /** Has a planned fault strike. That it has become impossible, because its VM has gone, is noted and no more. */
    void tryTo(Consumer<SimFaults> strike) {
        try {
            strike.accept(this);
        } catch (IllegalArgumentException impossible) {
            world.trace.add("A planned fault was impossible: " + impossible.getMessage());
        }
    }

    /** Breaks the sessions to a host that are open. Its VMs and migrations go on; new sessions can be opened. */
    public void dropConnections(String host) {
        change(host, machine -> disconnect(machine, "the connection was reset"));
    }

    private void disconnect(Machine machine, String why) {
        world.trace.add("%s: %s".formatted(machine, why));
        HostUnreachableException lost = new HostUnreachableException(world.uri(machine), why);
        world.dropSessions(machine, lost);
        machine.failOperations(lost);
    }

    /** Keeps new sessions to a host from being opened, until {@link #acceptConnections}. Open ones go on. */
    public void refuseConnections(String host) {
        change(host, machine -> machine.reachability.refusals++);
    }

    /** Keeps new sessions to a host from being opened for a time. */
    public void refuseConnections(String host, Duration time) {
        change(host, machine -> {
            machine.reachability.refusals++;
            world.time.after(time, () -> accept(machine));
        });
    }

    /** Ends one {@link #refuseConnections(String)}. */
    public void acceptConnections(String host) {
        change(host, SimFaults::accept);
    }

    private static void accept(Machine machine) {
        machine.reachability.refusals = Math.max(0, machine.reachability.refusals - 1);
    }

    /**
     * Makes each call to a host take time; 0 ends that. In manual time, the calling thread drives the world meanwhile.
     *
     * @throws IllegalArgumentException if {@code latency} is negative
     */
    public void slowCalls(String host, Duration latency) {
        if (latency.isNegative()) {
            throw new IllegalArgumentException("latency (%s) must not be negative".formatted(latency));
        }
        change(host, machine -> machine.latency = latency);
    }

    /**
     * Takes memory of a host for something else than VMs, for good.
     *
     * @throws IllegalArgumentException if there is less free
     */
    public void takeMemory(String host, DataSize size) {
        change(host, machine -> {
            if (size.compareTo(machine.freeMemory()) > 0) {
                throw new IllegalArgumentException(
                        "%s cannot be taken: host '%s' has %s free".formatted(size, host, machine.freeMemory()));
            }
            machine.takeMemory(size.bytes());
        });
    }

    /** Takes all free memory of a host; its kernel then kills the copies that are arriving there. */
    public void exhaustMemory(String host) {
        change(host, machine -> {
            machine.takeMemory(machine.freeMemory().bytes());
            machine.guests().stream()
                    .filter(guest -> guest.role == Guest.Role.INCOMING)
                    .forEach(guest -> guest.end(StateReason.FAILED));
        });
    }

    /**
     * Fails the next migration of a VM.
     *
     * @param time time after its request; a migration that is faster succeeds
     * @param message what the error says
     */
    public void failMigration(VmId vm, Duration time, String message) {
        world.locked(() -> arm(vm, new MigrationFaults.Armed.AfterTime(time, message)));
    }

    /**
     * Fails the next migration of a VM.
     *
     * @param share how much it has sent by then, as a share of its size; above 1 for repeated rounds
     * @param message what the error says
     * @throws IllegalArgumentException if {@code share} is negative
     */
    public void failMigration(VmId vm, double share, String message) {
        if (!(share >= 0)) {
            throw new IllegalArgumentException("share (%s) must not be negative".formatted(share));
        }
        world.locked(() -> arm(vm, new MigrationFaults.Armed.AtShare(share, message)));
    }

    private boolean arm(VmId vm, MigrationFaults.Armed fault) {
        world.migrationFaults.arm(vm, fault);
        return true;
    }

    private void change(String host, Consumer<Machine> what) {
        world.locked(() -> {
            what.accept(world.machine(host));
            return true;
        });
    }
}
