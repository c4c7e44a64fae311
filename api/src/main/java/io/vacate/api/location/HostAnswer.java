package io.vacate.api.location;

import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;

/** What one host says of a VM. */
public sealed interface HostAnswer {
    /**
     * The host knows it, or knows how it ended there.
     *
     * @param status what it does there; of one that is off, why
     */
    record Has(VmStatus status) implements HostAnswer {
        @Override
        public boolean mayRun() {
            return status.state().mayRun();
        }

        /** Tells whether the host has it for itself: it may run, and does not merely wait there for its hand-over. */
        public boolean isOwn() {
            boolean isHandedOver = status.state() == VmState.PAUSED
                    && switch (status.reason()) {
                        case MIGRATION, STARTING, POST_COPY -> true;
                        default -> false;
                    };
            return mayRun() && !isHandedOver;
        }

        /** Tells whether it is paused for its hand-over: until that is done, a destination has no more than a shell. */
        public boolean isShell() {
            return status.state() == VmState.PAUSED
                    && (status.reason() == StateReason.MIGRATION || status.reason() == StateReason.STARTING);
        }

        /** Tells whether it was restored from a saved state and has not run since, or is such a shell. */
        boolean isMerelyRestored() {
            return isShell() || (status.state() == VmState.PAUSED && status.reason() == StateReason.RESTORED);
        }

        /** Tells whether the host has one half of a VM whose post-copy broke. */
        public boolean isHalf() {
            return mayRun() && status.reason() == StateReason.POST_COPY_FAILED;
        }

        /** Tells whether it is off, and was meant to be: nothing went wrong. */
        public boolean endedOnPurpose() {
            return status.state() == VmState.SHUT_OFF
                    && switch (status.reason()) {
                        case GUEST_SHUTDOWN, DESTROYED, SAVED -> true;
                        default -> false;
                    };
        }

        /** Tells whether it has left by a migration, wherever to. */
        public boolean hasLeft() {
            return status.state() == VmState.SHUT_OFF && status.reason() == StateReason.MIGRATED;
        }

        /** Tells whether it is off because it, or what ran it, failed. */
        public boolean hasCrashed() {
            return status.state() == VmState.SHUT_OFF
                    && (status.reason() == StateReason.CRASHED || status.reason() == StateReason.FAILED);
        }

        @Override
        public String toString() {
            return "has it, " + status;
        }
    }

    /**
     * The host is sending it to another one, whoever asked for that.
     *
     * @param status what it does there meanwhile
     */
    record Sending(VmStatus status) implements HostAnswer {
        @Override
        public boolean mayRun() {
            return true;
        }

        @Override
        public String toString() {
            return "is still sending it, " + status;
        }
    }

    /**
     * It is not active there, and its whole state waits in a buffer of the host.
     *
     * @param state what waits
     */
    record Keeps(SuspendedVm state) implements HostAnswer {
        @Override
        public String toString() {
            return "keeps its state in '%s'".formatted(state.file());
        }
    }

    /** The host knows no such VM. */
    record HasNot() implements HostAnswer {
        @Override
        public String toString() {
            return "does not have it";
        }
    }

    /**
     * The host does not tell, so that it may run there.
     *
     * @param why what kept it from answering
     */
    record Silent(String why) implements HostAnswer {
        /**
         * A daemon that starts anew may lose sight of a VM whose migration was cut off, and calls it crashed while its process
         * runs: unless somebody saw it end, that is no answer.
         *
         * @param claimed what the host says
         */
        public static Silent ofUnseenEnd(VmStatus claimed) {
            return new Silent(
                    "says %s, but nobody saw it end, and its daemon may have lost a process that still runs; look for one of this VM there before starting it"
                            .formatted(claimed));
        }

        @Override
        public String toString() {
            return "does not tell: " + why;
        }
    }

    /** Tells whether the host says that the VM is there and not off: it may run there. A silent host says nothing. */
    default boolean mayRun() {
        return false;
    }
}
