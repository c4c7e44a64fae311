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
     * Both hosts answered and the VM is alive on neither.
     *
     * @param why what each of them said
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
