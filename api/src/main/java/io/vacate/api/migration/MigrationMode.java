package io.vacate.api.migration;

import io.vacate.api.host.Capability;
import java.time.Duration;

/** How a VM's memory gets to its destination. */
public sealed interface MigrationMode {
    /** Memory is copied in rounds while the VM runs; the last round is its downtime. */
    record PreCopy() implements MigrationMode {}

    /**
     * The VM moves first and its memory follows. Downtime is short and each page is sent once, but <b>a fault during the
     * post-copy phase can lose the VM</b>: its memory is in two places, and neither is whole.
     *
     * @param trigger when the VM moves
     */
    record PostCopy(Trigger trigger) implements MigrationMode {}

    /** The VM is paused, copied in one go, and resumed at its destination. */
    record StopAndCopy() implements MigrationMode {}

    /**
     * The VM is suspended to a buffer, the buffer is copied, and the VM is resumed from it at its destination: the mode
     * of Zhao and Figueiredo (VTDC 2007).
     *
     * @param buffer where the state waits, on the source as on the destination
     */
    record SuspendCopyResume(Buffer buffer) implements MigrationMode {}

    /**
     * The VM is off, and its definition moves; at its destination it is off, and its source has nothing of it. Disks stay where they
     * are, as do saved states, the firmware's variables and the state of an emulated TPM.
     */
    record Offline() implements MigrationMode {}

    /** When a post-copy migration leaves its pre-copy phase. */
    sealed interface Trigger {
        /** At once. */
        record Immediately() implements Trigger {}

        /** When {@link MigrationJob#requestPostCopy()} is called. */
        record OnRequest() implements Trigger {}

        /**
         * After so many rounds of pre-copy.
         *
         * @param iterations number of rounds, at least 1
         */
        record AfterIterations(int iterations) implements Trigger {
            /**
             * Checks the number.
             *
             * @throws IllegalArgumentException if {@code iterations} is below 1
             */
            public AfterIterations {
                if (iterations < 1) {
                    throw new IllegalArgumentException("iterations (%d) must be at least 1".formatted(iterations));
                }
            }
        }

        /**
         * After so much time of pre-copy.
         *
         * @param time time since the migration started, more than 0
         */
        record AfterTime(Duration time) implements Trigger {
            /**
             * Checks the time.
             *
             * @throws IllegalArgumentException if {@code time} is not positive
             */
            public AfterTime {
                if (time.isNegative() || time.isZero()) {
                    throw new IllegalArgumentException("time (%s) must be positive".formatted(time));
                }
            }
        }
    }

    /** Tells whether a VM that somebody paused can go this way, and stay paused: where the hosts can do that at all. */
    default boolean movesPaused() {
        return this instanceof PreCopy || this instanceof StopAndCopy;
    }

    /** Returns the capability that a session needs for this mode. */
    default Capability requiredCapability() {
        if (this instanceof PostCopy) {
            return Capability.POST_COPY;
        }
        if (this instanceof Offline) {
            return Capability.OFFLINE_MIGRATION;
        }
        if (this instanceof StopAndCopy) {
            return Capability.STOP_AND_COPY;
        }
        if (this instanceof SuspendCopyResume suspend) {
            return suspend.buffer() == Buffer.DISK
                    ? Capability.SUSPEND_COPY_RESUME_DISK
                    : Capability.SUSPEND_COPY_RESUME_MEMORY;
        }
        return Capability.PRE_COPY;
    }
}
