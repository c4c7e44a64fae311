package io.vacate.orchestrator.execute;

import io.vacate.api.host.HostUri;
import io.vacate.api.host.Transport;

/** How many migrations a host takes part in at once, those that come and those that go together. Immutable and thread-safe. */
public sealed interface AtOnce {
    /** The most that any host is given unless the caller says otherwise. */
    int MOST = 16;

    /** As many as the usual settings of the host's daemons bear, by the transport of its address. */
    AtOnce BY_TRANSPORT = new ByTransport();

    /** Returns so many for each host, whatever its address. */
    static AtOnce of(int most) {
        return new Fixed(most);
    }

    /** Returns how many the host of an address takes part in at once, at least 1. */
    int most(HostUri host);

    /** Returns what that follows from, for people. */
    String reason(HostUri host);

    /**
     * What libvirt and ssh allow as they are installed.
     *
     * <p>A libvirt daemon has 20 workers ({@code max_workers}). A migration keeps one of its source's busy from beginning to
     * end, and one of its destination's while QEMU starts there and for the whole of a post-copy. Four are left for those who
     * ask, cancel, or manage other VMs. QEMU's ports for migrations (49152 to 49215, two for each VM whose disks are copied)
     * would allow 32 at least.
     *
     * <p>Over ssh each migration opens a connection to its source, and its source one to its destination, and
     * {@code sshd} drops some of those that have not logged in yet from the tenth on ({@code MaxStartups 10:30:100}). All
     * migrations of a host may begin at the same moment; two are left for others.
     */
    record ByTransport() implements AtOnce {
        private static final int WORKERS = 20;
        private static final int WORKERS_FOR_OTHERS = WORKERS - MOST;
        private static final int SSH_LOGINS = 10;
        private static final int SSH_LOGINS_FOR_OTHERS = 2;

        @Override
        public int most(HostUri host) {
            return host.transport() == Transport.SSH
                    ? SSH_LOGINS - SSH_LOGINS_FOR_OTHERS
                    : WORKERS - WORKERS_FOR_OTHERS;
        }

        @Override
        public String reason(HostUri host) {
            return host.transport() == Transport.SSH
                    ? "sshd drops logins from the tenth at once on (MaxStartups), and %d are left for others"
                            .formatted(SSH_LOGINS_FOR_OTHERS)
                    : "a libvirt daemon has %d workers (max_workers), and %d are left for others"
                            .formatted(WORKERS, WORKERS_FOR_OTHERS);
        }
    }

    /**
     * The same number for each host.
     *
     * @param most how many, at least 1
     */
    record Fixed(int most) implements AtOnce {
        /**
         * Checks the number.
         *
         * @throws IllegalArgumentException if it is below 1
         */
        public Fixed {
            if (most < 1) {
                throw new IllegalArgumentException("atOnce (%d) must be at least 1".formatted(most));
            }
        }

        @Override
        public int most(HostUri host) {
            return most;
        }

        @Override
        public String reason(HostUri host) {
            return "as was asked for";
        }
    }
}
