package io.vacate.qmp;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStatus;
import io.vacate.qmp.Handover.Step;
import org.jspecify.annotations.Nullable;

/**
 * Makes a migration's outcome of how it ended. Where the VM is, is asked, not concluded.
 *
 * @param vm the VM
 * @param source the VM at its source
 * @param destination address of the destination
 * @param progress the job's progress, which ends with the outcome
 */
record Conclusion(VmId vm, Machine source, HostUri destination, JobProgress progress) {
    MigrationOutcome of(Step end, boolean cancelRequested, @Nullable HypervisorException cause) {
        if (end == Step.DELIVERED) {
            progress.ended(MigrationState.COMPLETED);
            return new MigrationOutcome.Completed(vm, destination, progress.statistics());
        }
        VmLocation location =
                end == Step.GIVEN_BACK ? locationAtSource() : unknown("the hosts did not answer to the end");
        if (cancelRequested && cause == null && location instanceof VmLocation.OnHost) {
            progress.ended(MigrationState.CANCELLED);
            return new MigrationOutcome.Cancelled(vm, location, progress.statistics());
        }
        return failed(cause == null ? noReason() : cause, location);
    }

    /** Returns the outcome for those who close the session on the way. */
    MigrationOutcome abandoned() {
        return failed(
                new SessionClosedException(source.host()),
                new VmLocation.Unknown("the session was closed while the VM was on its way from %s to %s"
                        .formatted(source.host(), destination)));
    }

    private MigrationOutcome failed(HypervisorException cause, VmLocation location) {
        progress.ended(MigrationState.FAILED);
        HypervisorException typed = cause instanceof OperationFailedException
                ? new MigrationFailedException(String.valueOf(cause.getMessage()), cause)
                : cause;
        return new MigrationOutcome.Failed(vm, typed, location, progress.statistics());
    }

    private HypervisorException noReason() {
        return new MigrationFailedException(
                "VM %s did not move to %s, and QEMU gave no reason".formatted(vm, destination));
    }

    private VmLocation locationAtSource() {
        try {
            VmStatus status = RunStates.of(source);
            boolean endedOnPurpose =
                    status.reason() == StateReason.DESTROYED || status.reason() == StateReason.GUEST_SHUTDOWN;
            return status.state().isActive() || endedOnPurpose
                    ? new VmLocation.OnHost(source.host(), status)
                    : new VmLocation.Lost(
                            "%s says %s; %s does not have it".formatted(source.host(), status, destination));
        } catch (HostUnreachableException silent) {
            return unknown(String.valueOf(silent.getMessage()));
        }
    }

    private VmLocation unknown(String why) {
        return new VmLocation.Unknown("%s; opening %s or %s again settles it, if it can be settled"
                .formatted(why, source.host(), destination));
    }
}
