package io.vacate.api.migration;

import io.vacate.api.host.HostUri;
import io.vacate.api.vm.VmStatus;

/** Where a VM was found after a migration ended: asked of the hosts, not concluded from an error. */
public sealed interface VmLocation {
    /**
     * It is on exactly one host.
     *
     * @param host the host that has it
     * @param status what it does there
     */
    record OnHost(HostUri host, VmStatus status) implements VmLocation {
        @Override
        public String toString() {
            return "%s on %s".formatted(status, host);
        }
    }

    /**
     * It runs nowhere, and its whole state waits in a buffer. {@link io.vacate.api.Host#resumeSuspended} takes it up again.
     *
     * @param host the host that has the buffer
     * @param file the buffer's path there
     */
    record Suspended(HostUri host, String file) implements VmLocation {
        @Override
        public String toString() {
            return "suspended to '%s' on %s".formatted(file, host);
        }
    }

    /**
     * It ended against its will, and a host says so itself: it crashed, its process was killed, or one half of it vanished in
     * post-copy. It runs nowhere, and may be started anew from its disks. A VM that is merely not found is never called lost.
     *
     * @param why what each host said
     */
    record Lost(String why) implements VmLocation {
        @Override
        public String toString() {
            return "lost: " + why;
        }
    }

    /**
     * It cannot be told, most often because a host does not answer. The VM must be taken to run: do not start it anew.
     *
     * @param why what is known
     */
    record Unknown(String why) implements VmLocation {
        @Override
        public String toString() {
            return "unknown: " + why;
        }
    }
}
