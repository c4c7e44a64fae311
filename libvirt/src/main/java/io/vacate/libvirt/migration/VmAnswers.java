package io.vacate.libvirt.migration;

import io.vacate.api.host.HostUri;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;

/**
 * What source and destination of a migration say of its VM, and what follows from that.
 *
 * @param source address of the source
 * @param atSource what it says
 * @param destination address of the destination
 * @param atDestination what it says
 */
record VmAnswers(HostUri source, Answer atSource, HostUri destination, Answer atDestination) {
    /** What one host says. */
    sealed interface Answer {
        /** The host has it, active or not. */
        record Has(VmStatus status) implements Answer {
            @Override
            public String toString() {
                return "has it, " + status;
            }
        }

        /** The host has it, and is sending it to the other. */
        record Migrating(VmStatus status) implements Answer {
            @Override
            public String toString() {
                return "is still sending it, " + status;
            }
        }

        /** The host knows no such VM. */
        record HasNot() implements Answer {
            @Override
            public String toString() {
                return "does not have it";
            }
        }

        /** The host does not tell. */
        record Silent(String why) implements Answer {
            @Override
            public String toString() {
                return "does not tell: " + why;
            }
        }
    }

    /**
     * A conclusion.
     *
     * @param location where the VM is
     * @param settled whether asking again can tell nothing else
     */
    record Finding(VmLocation location, boolean settled) {}

    Finding conclude() {
        if (atSource instanceof Answer.Migrating) {
            return new Finding(new VmLocation.Unknown(toString()), false);
        }
        if (isHalf(atSource)) {
            return brokenPostCopy();
        }
        if (atDestination instanceof Answer.Has there && isOwn(there.status())) {
            if (atSource instanceof Answer.Has here && isOwn(here.status())) {
                return new Finding(new VmLocation.Unknown("both hosts say that they run it: " + this), false);
            }
            // A source that has not yet removed it keeps it stopped.
            boolean settled = !isActive(atSource) && !(atSource instanceof Answer.Silent);
            return new Finding(new VmLocation.OnHost(destination, there.status()), settled);
        }
        if (atSource instanceof Answer.Has here && isOwn(here.status())) {
            // What the destination may still have is a shell that waits for the rest of the VM.
            return new Finding(new VmLocation.OnHost(source, here.status()), !isActive(atDestination));
        }
        if (isSilent() || isActive(atSource) || isActive(atDestination)) {
            return new Finding(new VmLocation.Unknown(toString()), false);
        }
        if (atDestination instanceof Answer.Has there
                && isOnPurpose(there.status().reason())) {
            return new Finding(new VmLocation.OnHost(destination, there.status()), true);
        }
        if (atSource instanceof Answer.Has here && isOnPurpose(here.status().reason())) {
            return new Finding(new VmLocation.OnHost(source, here.status()), true);
        }
        return new Finding(new VmLocation.Lost(toString()), false);
    }

    boolean isSilent() {
        return atSource instanceof Answer.Silent || atDestination instanceof Answer.Silent;
    }

    /** Tells whether the VM runs at its source and the destination has something that can never become it. */
    boolean leavesShell() {
        return atSource instanceof Answer.Has here
                && here.status().state() == VmState.RUNNING
                && atDestination instanceof Answer.Has there
                && isShell(there.status());
    }

    /** The source keeps what it has not sent yet, and the VM is whole nowhere. */
    private Finding brokenPostCopy() {
        if (isActive(atDestination)) {
            return new Finding(
                    new VmLocation.Unknown(
                            "its post-copy broke, and each host has a part of its memory; it stands still, or runs at %s until it needs what is missing. Recover the post-copy to make it whole (%s)"
                                    .formatted(destination, this)),
                    isHalf(atDestination));
        }
        if (atDestination instanceof Answer.Silent) {
            return new Finding(
                    new VmLocation.Unknown(
                            "its post-copy broke, and whether the part of its memory at %s is still there cannot be told (%s)"
                                    .formatted(destination, this)),
                    true);
        }
        return new Finding(
                new VmLocation.Lost(
                        "its post-copy broke, and the part of its memory that was at %s is gone; %s has the rest only (%s)"
                                .formatted(destination, source, this)),
                false);
    }

    static boolean isHalf(Answer answer) {
        return answer instanceof Answer.Has has
                && has.status().state().isActive()
                && has.status().reason() == StateReason.POST_COPY_FAILED;
    }

    /** Tells whether the VM is on the source alone or on nobody's account but the destination's. */
    boolean isGoneFromSource() {
        return atSource instanceof Answer.HasNot
                || (atSource instanceof Answer.Has here
                        && !here.status().state().isActive());
    }

    private static boolean isActive(Answer answer) {
        return answer instanceof Answer.Has has && has.status().state().isActive();
    }

    /** Tells whether a host has the VM for itself: active, and not merely stopped there for its hand-over. */
    private static boolean isOwn(VmStatus status) {
        boolean handedOver = status.state() == VmState.PAUSED
                && switch (status.reason()) {
                    case MIGRATION, STARTING, POST_COPY -> true;
                    default -> false;
                };
        return status.state().isActive() && !handedOver;
    }

    /** Tells whether a VM is stopped for its hand-over: until that is done, a destination has no more than a shell. */
    static boolean isShell(VmStatus status) {
        return status.state() == VmState.PAUSED
                && (status.reason() == StateReason.MIGRATION || status.reason() == StateReason.STARTING);
    }

    /** Tells whether a VM that is off for this reason was to end: nothing went wrong. */
    static boolean isOnPurpose(StateReason reason) {
        return switch (reason) {
            case GUEST_SHUTDOWN, DESTROYED, SAVED -> true;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return "%s %s; %s %s".formatted(source, atSource, destination, atDestination);
    }
}
