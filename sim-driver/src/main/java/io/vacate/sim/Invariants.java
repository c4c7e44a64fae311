package io.vacate.sim;

import io.vacate.api.vm.VmId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What must hold between any two events. */
final class Invariants {
    private final World world;

    Invariants(World world) {
        this.world = world;
    }

    void check() {
        world.machines().forEach(this::checkAccounts);
        Set<VmId> known = new LinkedHashSet<>(world.alive);
        world.machines().forEach(machine -> machine.guests().forEach(guest -> known.add(guest.id())));
        known.forEach(this::checkCopies);
    }

    private void checkAccounts(Machine machine) {
        long copies = machine.guests().stream()
                .mapToLong(guest -> guest.occupied().bytes())
                .sum();
        long expected = copies + machine.otherMemory();
        if (machine.occupied() != expected) {
            throw violated("%s has booked %d bytes and holds %d".formatted(machine, machine.occupied(), expected));
        }
    }

    private void checkCopies(VmId vm) {
        List<Guest> copies = world.copies(vm);
        long running = copies.stream().filter(Guest::isRunning).count();
        if (running > 1) {
            throw violated("VM runs more than once: " + copies);
        }
        long owners = copies.stream()
                .filter(guest -> guest.role == Guest.Role.OWNER && guest.isActive())
                .count();
        long expected = world.alive.contains(vm) ? 1 : 0;
        if (owners != expected) {
            throw violated("VM should be on %d hosts and is on %d: %s".formatted(expected, owners, copies));
        }
        copies.forEach(Invariants::checkRole);
    }

    private static void checkRole(Guest guest) {
        if (guest.role == Guest.Role.INCOMING && guest.isRunning()) {
            throw violated("A copy runs before the VM has arrived: " + guest);
        }
        if (guest.role == Guest.Role.LEFT_BEHIND && guest.isRunning()) {
            throw violated("A copy runs after the VM has left: " + guest);
        }
    }

    private static AssertionError violated(String what) {
        return new AssertionError(what);
    }
}
