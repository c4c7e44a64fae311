package io.vacate.libvirt.migration;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.host.HostUri;
import io.vacate.api.location.VmAnswers;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.connection.DestinationFault;
import io.vacate.libvirt.connection.LibvirtError;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How a migration ended. What both hosts say afterwards decides; what libvirt's call reported is only the cause of a
 * failure.
 *
 * @param vm its VM
 * @param destination where it was to go
 * @param wasPaused whether somebody had paused it before
 * @param answers what source and destination say
 * @param failure what the call reported; null if that was success
 */
record Conclusion(
        VmId vm,
        HostUri destination,
        boolean wasPaused,
        VmAnswers answers,
        @Nullable HypervisorException failure) {
    private VmLocation location() {
        return answers.conclude().location();
    }

    /** Tells whether the VM is at its destination. */
    boolean hasMoved() {
        return location() instanceof VmLocation.OnHost on && on.host().equals(destination);
    }

    /** Tells whether the VM is at its source. */
    boolean hasStayed() {
        return atSource().isPresent();
    }

    private Optional<VmStatus> atSource() {
        return location() instanceof VmLocation.OnHost on && on.host().equals(answers.source())
                ? Optional.of(on.status())
                : Optional.empty();
    }

    /** A pause meant to force the switch-over came when the migration had just ended: then it was an ordinary one. */
    boolean isLeftPaused() {
        return atSource()
                .filter(new VmStatus(VmState.PAUSED, StateReason.USER)::equals)
                .isPresent();
    }

    /** Returns the job's last state. What the source still has might be started there again: then it is not completed. */
    MigrationState end(boolean cancelRequested) {
        if (hasMoved()) {
            return answers.isGoneFromSource() ? MigrationState.COMPLETED : MigrationState.FAILED;
        }
        boolean isAsBefore = atSource()
                .filter(status -> status.state() == VmState.RUNNING || (wasPaused && status.isPausedByUser()))
                .isPresent();
        return (cancelRequested || LibvirtError.isAborted(failure)) && isAsBefore
                ? MigrationState.CANCELLED
                : MigrationState.FAILED;
    }

    /**
     * Returns what the caller is told.
     *
     * @param end what {@link #end} returned
     * @param cost what the migration cost
     * @param qemuError what the source's QEMU said: it may know more than what its libvirt reports last
     */
    MigrationOutcome outcome(MigrationState end, MigrationStatistics cost, Supplier<Optional<String>> qemuError) {
        VmLocation location = location();
        return switch (end) {
            case COMPLETED -> new MigrationOutcome.Completed(vm, destination, cost);
            case CANCELLED -> new MigrationOutcome.Cancelled(vm, location, cost);
            default -> new MigrationOutcome.Failed(vm, cause(location, wasSending(cost), qemuError), location, cost);
        };
    }

    private static boolean wasSending(MigrationStatistics cost) {
        return cost.transferred().filter(sent -> sent.bytes() > 0).isPresent();
    }

    private HypervisorException cause(VmLocation location, boolean wasSending, Supplier<Optional<String>> qemuError) {
        if (failure == null) {
            return new MigrationFailedException("VM %s did not arrive at %s, though libvirt reported no error; it is %s"
                    .formatted(vm, destination, location));
        }
        if (!(failure instanceof OperationFailedException)) {
            return failure;
        }
        String more = qemuError
                .get()
                .filter(error -> !String.valueOf(failure.getMessage()).contains(error))
                .map("; QEMU says: %s"::formatted)
                .orElse("");
        return DestinationFault.of(
                failure, destination, wasSending, "%s%s; the VM is %s".formatted(failure.getMessage(), more, location));
    }
}
