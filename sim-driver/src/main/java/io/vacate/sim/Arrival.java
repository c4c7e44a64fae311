package io.vacate.sim;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.InvalidDefinitionException;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.preflight.Check;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmEvent.Kind;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The destination's part of a migration: the copy that is filled. Not thread-safe: guarded by the world's lock. */
final class Arrival {
    private final Migration migration;
    private final Guest source;
    private final Machine machine;
    private final MigrationRequest request;
    private @Nullable Guest copy;
    private boolean staysPaused;
    private boolean orphaned;

    Arrival(Migration migration, Machine machine) {
        this.migration = migration;
        this.source = migration.source;
        this.request = migration.request;
        this.machine = machine;
    }

    Machine machine() {
        return machine;
    }

    Optional<Guest> copy() {
        return Optional.ofNullable(copy);
    }

    /** Takes the copy that an earlier migration has left here. */
    void adopt(Guest rest) {
        rest.migration = migration;
        copy = rest;
    }

    /** Makes room: from here on the copy is listed, paused, and takes memory. Returns why that cannot be, if so. */
    @Nullable
    HypervisorException prepare() {
        SimVm spec;
        try {
            spec = specThere();
        } catch (IllegalArgumentException | InvalidDefinitionException wrong) {
            return new InvalidDefinitionException("VM '%s' cannot be defined like that on %s: %s; it runs on at %s"
                    .formatted(source.name(), machine, wrong.getMessage(), source.machine));
        }
        HypervisorException refusal = refusal(spec);
        if (refusal != null) {
            return refusal;
        }
        Guest incoming = new Guest(machine, spec, new VmStatus(VmState.PAUSED, StateReason.MIGRATION), false);
        machine.guest(incoming.id()).ifPresent(old -> {
            incoming.replaces = old;
            machine.remove(old);
        });
        incoming.role = Guest.Role.INCOMING;
        incoming.migration = migration;
        copy = incoming;
        machine.add(incoming);
        incoming.tell(Kind.STARTED, StateReason.MIGRATED);
        return null;
    }

    /** Defines the VM here, off. Returns why that cannot be, if so. */
    @Nullable
    HypervisorException define() {
        SimVm spec = specThere();
        HypervisorException refusal = conflict(spec);
        if (refusal != null) {
            return refusal;
        }
        machine.guest(spec.config().id()).ifPresent(machine::remove);
        Guest guest = new Guest(machine, spec, new VmStatus(VmState.SHUT_OFF, StateReason.UNKNOWN), true);
        machine.add(guest);
        guest.tell(Kind.DEFINED, StateReason.MIGRATED);
        return null;
    }

    private SimVm specThere() {
        SimVm spec = source.spec;
        if (request.destinationDefinition().isPresent()) {
            spec = spec.with(
                    VmDefinition.parse(request.destinationDefinition().get()).config());
        }
        return request.destinationName().map(spec::named).orElse(spec);
    }

    private @Nullable HypervisorException refusal(SimVm spec) {
        HypervisorException conflict = conflict(spec);
        if (conflict != null) {
            return conflict;
        }
        DataSize needed = migration.world.memoryNeeded(spec.config());
        if (needed.compareTo(machine.freeMemory()) > 0) {
            return new InsufficientCapacityException("VM '%s' needs %s and %s has %s free; it runs on at %s"
                    .formatted(source.name(), needed, machine, machine.freeMemory(), source.machine));
        }
        return diskRefusal(spec);
    }

    private @Nullable HypervisorException conflict(SimVm spec) {
        if (!spec.config().id().equals(source.id())) {
            return new InvalidDefinitionException(
                    "The definition for %s is that of VM %s, not of %s; VM '%s' runs on at %s"
                            .formatted(machine, spec.config().id(), source.id(), source.name(), source.machine));
        }
        if (!machine.reachability.answers()) {
            return Migration.failure(
                    "%s does not answer %s; VM '%s' stays there".formatted(machine, source.machine, source.name()));
        }
        Optional<Guest> inTheWay = machine.guest(source.id())
                .filter(Guest::isActive)
                .or(() -> machine.guestNamed(spec.config().name())
                        .filter(other -> !other.id().equals(source.id())));
        if (inTheWay.isPresent()) {
            return new DuplicateVmException("VM '%s' cannot move to %s: '%s' is there already, %s; it stays at %s"
                    .formatted(
                            source.name(),
                            machine,
                            inTheWay.get().name(),
                            inTheWay.get().status(),
                            source.machine));
        }
        return null;
    }

    private @Nullable HypervisorException diskRefusal(SimVm spec) {
        if (request.storageCopy() != StorageCopy.NONE || request.forced().contains(Check.STORAGE)) {
            return null;
        }
        return spec.disks().stream()
                .filter(SimDisk::isLocal)
                .findFirst()
                .map(disk -> Migration.failure(
                        "Disk %s of VM '%s' (%s) is only on %s: request a storage copy; the VM runs on there"
                                .formatted(
                                        disk.config().target(),
                                        source.name(),
                                        disk.config().source(),
                                        source.machine)))
                .orElse(null);
    }

    /** Sets whether the VM is paused by its user, and stays so at its destination. */
    void staysPaused(boolean value) {
        staysPaused = value;
    }

    boolean isToStayPaused() {
        return staysPaused;
    }

    /** Makes this copy the VM. */
    void takeOver(StateReason reason) {
        Guest guest = required();
        guest.role = Guest.Role.OWNER;
        guest.continueClock(source);
        guest.persistent = switch (request.persistence()) {
            case KEEP -> source.persistent;
            case PERSISTENT -> true;
            case TRANSIENT -> false;
        };
        guest.replaces = null;
        if (staysPaused || request.arrivesPaused()) {
            guest.become(VmState.PAUSED, StateReason.USER);
        } else {
            guest.become(VmState.RUNNING, reason);
            guest.tell(Kind.RESUMED, reason);
        }
        if (guest.persistent) {
            guest.tell(Kind.DEFINED, StateReason.MIGRATED);
        }
    }

    /** Sets what the VM does here after it has changed hosts, unless its user paused it. */
    void becomeRunning(StateReason reason) {
        Guest guest = required();
        if (guest.isRunning()) {
            guest.become(VmState.RUNNING, reason);
        }
    }

    Guest required() {
        if (copy == null) {
            throw new IllegalStateException("Nothing was prepared on " + machine);
        }
        return copy;
    }

    /** Leaves the copy to a host whose daemon cannot clean up. */
    void orphan() {
        orphaned = true;
    }

    /** Throws the copy away. */
    void discard() {
        Guest guest = copy;
        if (guest == null || orphaned) {
            return;
        }
        guest.migration = null;
        if (machine.guest(guest.id()).filter(present -> present == guest).isPresent()) {
            guest.become(VmState.SHUT_OFF, StateReason.FAILED);
            machine.remove(guest);
            guest.tell(Kind.STOPPED, StateReason.FAILED);
        }
    }

    /** Ends the copy's part in the migration. */
    void release() {
        if (copy != null) {
            copy.migration = null;
        }
    }
}
