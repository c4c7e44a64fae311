package io.vacate.api;

import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;

/** What must hold before any driver is asked to migrate; each check leaves everything as it was. */
final class MigrationPreconditions {
    private MigrationPreconditions() {}

    static void check(DefaultHost source, VM vm, DefaultHost destination, MigrationRequest request) {
        if (source.info().id().equals(destination.info().id())) {
            throw new SameHostException(source.uri(), destination.uri());
        }
        if (!source.uri().driver().equals(destination.uri().driver())) {
            throw new IllegalArgumentException(
                    "%s and %s have different drivers; nothing was changed".formatted(source.uri(), destination.uri()));
        }
        request.requiredCapabilities().forEach(source::require);
        VmStatus status = vm.status();
        if (status.state() != VmState.RUNNING) {
            throw new VmStateException("VM '%s' on %s is %s, not running; it was left as it is"
                    .formatted(vm.name(), source.uri(), status));
        }
        String nameThere = request.destinationName().orElse(vm.name());
        destination.session().vms().forEach(other -> checkDistinct(vm, nameThere, other, destination));
        checkRoom(source, vm, destination);
    }

    private static void checkDistinct(VM vm, String nameThere, VmSummary other, DefaultHost destination) {
        boolean sameVm = other.id().equals(vm.id());
        // A definition without a running VM, left by an earlier stay, is replaced by the migration.
        boolean inTheWay =
                sameVm ? other.status().state().isActive() : other.name().equals(nameThere);
        if (inTheWay) {
            throw new DuplicateVmException("VM '%s' cannot move to %s: %s is there already, %s; nothing was changed"
                    .formatted(
                            vm.name(),
                            destination.uri(),
                            sameVm ? "this very VM" : "another VM of that name",
                            other.status()));
        }
    }

    private static void checkRoom(DefaultHost source, VM vm, DefaultHost destination) {
        DataSize needed = source.session().memoryNeeded(vm.config());
        DataSize free = destination.memory().free();
        if (needed.compareTo(free) > 0) {
            throw new InsufficientCapacityException("VM '%s' needs %s and %s has %s free; nothing was changed"
                    .formatted(vm.name(), needed, destination.uri(), free));
        }
    }
}
