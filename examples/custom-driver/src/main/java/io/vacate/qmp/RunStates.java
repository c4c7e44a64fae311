package io.vacate.qmp;

import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.qmp.VmFolder.Arriving;
import java.util.Optional;
import java.util.Set;

/** What QEMU's run states mean to users of the API. */
final class RunStates {
    private static final Set<StateReason> OF_RUNNING =
            Set.of(StateReason.BOOTED, StateReason.MIGRATED, StateReason.RESUMED, StateReason.MIGRATION_CANCELLED);
    private static final Set<StateReason> OF_OFF = Set.of(StateReason.DESTROYED, StateReason.GUEST_SHUTDOWN);

    private RunStates() {}

    static VmStatus of(Machine machine) {
        StateReason reason = machine.folder().reason();
        VmStatus off = new VmStatus(VmState.SHUT_OFF, OF_OFF.contains(reason) ? reason : StateReason.UNKNOWN);
        // What a process waits for here is not this host's VM yet, and may never be.
        Optional<Arriving> arriving = machine.folder().arriving();
        if (arriving.isPresent() && arriving.get().phase() != Arriving.Phase.DELIVERED) {
            return off;
        }
        return machine.runState().map(state -> status(state, reason)).orElse(off);
    }

    private static VmStatus status(String state, StateReason reason) {
        return switch (state) {
            case "running" -> new VmStatus(VmState.RUNNING, OF_RUNNING.contains(reason) ? reason : StateReason.UNKNOWN);
            case "paused" -> new VmStatus(VmState.PAUSED, reason == StateReason.USER ? reason : StateReason.UNKNOWN);
            case "postmigrate", "finish-migrate", "inmigrate" -> new VmStatus(VmState.PAUSED, StateReason.MIGRATION);
            case "prelaunch" -> new VmStatus(VmState.PAUSED, StateReason.STARTING);
            case "io-error" -> new VmStatus(VmState.PAUSED, StateReason.IO_ERROR);
            case "internal-error" -> new VmStatus(VmState.CRASHED, StateReason.FAILED);
            case "guest-panicked" -> new VmStatus(VmState.CRASHED, StateReason.CRASHED);
            case "suspended" -> new VmStatus(VmState.SUSPENDED, StateReason.UNKNOWN);
            case "shutdown" -> new VmStatus(VmState.SHUTTING_DOWN, StateReason.UNKNOWN);
            default -> new VmStatus(VmState.UNKNOWN, StateReason.UNKNOWN);
        };
    }
}
