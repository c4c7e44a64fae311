package io.vacate.libvirt.vm;

import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;

/**
 * libvirt's numbers for states, reasons and events ({@code libvirt-domain.h}, up to libvirt 11.3), in our terms. A state that
 * is not known, of a later libvirt or none at all ({@code VIR_DOMAIN_NOSTATE}), is {@link VmState#UNKNOWN}: such a VM may run.
 */
final class DomainStates {
    private static final int RUNNING = 1;
    private static final int BLOCKED = 2;
    private static final int PAUSED = 3;
    private static final int SHUTDOWN = 4;
    private static final int SHUT_OFF = 5;
    private static final int CRASHED = 6;
    private static final int PM_SUSPENDED = 7;

    static final int EVENT_SUSPENDED = 3;
    static final int EVENT_RESUMED = 4;
    static final int EVENT_STOPPED = 5;
    static final int SUSPENDED_MIGRATED = 1;
    static final int SUSPENDED_POST_COPY = 7;
    static final int RESUMED_MIGRATED = 1;
    static final int STOPPED_MIGRATED = 3;

    private DomainStates() {}

    static VmStatus status(int state, int reason) {
        return switch (state) {
            case RUNNING -> new VmStatus(VmState.RUNNING, runningReason(reason));
            case BLOCKED -> new VmStatus(VmState.RUNNING, StateReason.UNKNOWN);
            case PAUSED -> new VmStatus(VmState.PAUSED, pausedReason(reason));
            case SHUTDOWN -> new VmStatus(VmState.SHUTTING_DOWN, reason == 1 ? StateReason.USER : StateReason.UNKNOWN);
            case SHUT_OFF -> new VmStatus(VmState.SHUT_OFF, shutOffReason(reason));
            case CRASHED -> new VmStatus(VmState.CRASHED, StateReason.CRASHED);
            case PM_SUSPENDED -> new VmStatus(VmState.SUSPENDED, StateReason.UNKNOWN);
            default -> new VmStatus(VmState.UNKNOWN, StateReason.UNKNOWN);
        };
    }

    private static StateReason runningReason(int reason) {
        return switch (reason) {
            case 1 -> StateReason.BOOTED;
            case 2 -> StateReason.MIGRATED;
            case 3, 4 -> StateReason.RESTORED;
            // 7: a save was given up, 8: woken up, 9: after a crash.
            case 5, 7, 8, 9 -> StateReason.RESUMED;
            case 6 -> StateReason.MIGRATION_CANCELLED;
            case 10 -> StateReason.POST_COPY;
            case 11 -> StateReason.POST_COPY_FAILED;
            default -> StateReason.UNKNOWN;
        };
    }

    private static StateReason pausedReason(int reason) {
        return switch (reason) {
            case 1 -> StateReason.USER;
            case 2 -> StateReason.MIGRATION;
            case 3, 4, 9 -> StateReason.SAVED;
            case 5 -> StateReason.IO_ERROR;
            // 6: its watchdog, 14: what had paused it could not resume it.
            case 6, 14 -> StateReason.FAILED;
            case 7 -> StateReason.RESTORED;
            case 8 -> StateReason.GUEST_SHUTDOWN;
            case 10 -> StateReason.CRASHED;
            case 11 -> StateReason.STARTING;
            case 12 -> StateReason.POST_COPY;
            case 13 -> StateReason.POST_COPY_FAILED;
            default -> StateReason.UNKNOWN;
        };
    }

    private static StateReason shutOffReason(int reason) {
        return switch (reason) {
            case 1 -> StateReason.GUEST_SHUTDOWN;
            case 2 -> StateReason.DESTROYED;
            case 3 -> StateReason.CRASHED;
            case 4 -> StateReason.MIGRATED;
            case 5 -> StateReason.SAVED;
            // 8: a libvirt that had just started could not take the VM up again, and killed it.
            case 6, 8 -> StateReason.FAILED;
            case 7 -> StateReason.RESTORED;
            default -> StateReason.UNKNOWN;
        };
    }

    static VmEvent.Kind eventKind(int event) {
        return switch (event) {
            case 0 -> VmEvent.Kind.DEFINED;
            case 1 -> VmEvent.Kind.UNDEFINED;
            case 2 -> VmEvent.Kind.STARTED;
            case EVENT_SUSPENDED -> VmEvent.Kind.PAUSED;
            case EVENT_RESUMED -> VmEvent.Kind.RESUMED;
            case EVENT_STOPPED -> VmEvent.Kind.STOPPED;
            case 6 -> VmEvent.Kind.SHUTTING_DOWN;
            case 7 -> VmEvent.Kind.SUSPENDED;
            default -> VmEvent.Kind.CRASHED;
        };
    }

    /** Returns whether this library knows the event; a later libvirt may have more. */
    static boolean isKnownEvent(int event) {
        return event >= 0 && event <= 8;
    }

    static StateReason eventReason(int event, int detail) {
        return switch (event) {
            case 2 -> startedReason(detail);
            case EVENT_SUSPENDED -> suspendedReason(detail);
            case EVENT_RESUMED -> resumedReason(detail);
            case EVENT_STOPPED -> stoppedReason(detail);
            case 6 -> detail == 1 ? StateReason.GUEST_SHUTDOWN : StateReason.UNKNOWN;
            case 8 -> StateReason.CRASHED;
            default -> StateReason.UNKNOWN;
        };
    }

    private static StateReason startedReason(int detail) {
        return switch (detail) {
            case 0 -> StateReason.BOOTED;
            case 1 -> StateReason.MIGRATED;
            case 2, 3 -> StateReason.RESTORED;
            case 4 -> StateReason.RESUMED;
            default -> StateReason.UNKNOWN;
        };
    }

    private static StateReason suspendedReason(int detail) {
        return switch (detail) {
            case 0 -> StateReason.USER;
            case SUSPENDED_MIGRATED -> StateReason.MIGRATION;
            case 2 -> StateReason.IO_ERROR;
            case 3, 6 -> StateReason.FAILED;
            case 4, 5 -> StateReason.RESTORED;
            case SUSPENDED_POST_COPY -> StateReason.POST_COPY;
            case 8 -> StateReason.POST_COPY_FAILED;
            default -> StateReason.UNKNOWN;
        };
    }

    private static StateReason resumedReason(int detail) {
        return switch (detail) {
            case 0 -> StateReason.RESUMED;
            case RESUMED_MIGRATED -> StateReason.MIGRATED;
            case 2 -> StateReason.RESTORED;
            case 3 -> StateReason.POST_COPY;
            case 4 -> StateReason.POST_COPY_FAILED;
            default -> StateReason.UNKNOWN;
        };
    }

    private static StateReason stoppedReason(int detail) {
        return switch (detail) {
            case 0 -> StateReason.GUEST_SHUTDOWN;
            case 1 -> StateReason.DESTROYED;
            case 2 -> StateReason.CRASHED;
            case STOPPED_MIGRATED -> StateReason.MIGRATED;
            case 4 -> StateReason.SAVED;
            case 5 -> StateReason.FAILED;
            case 6 -> StateReason.RESTORED;
            default -> StateReason.UNKNOWN;
        };
    }
}
