package io.vacate.kit;

import io.vacate.api.host.HostUri;

/** Breaks the management connection to a host, and mends it. VMs must survive both. */
public interface HostFaults {
    /**
     * Has a host's hypervisor stop answering, as if its daemon was killed: open sessions are lost, and a pre-copy from or to
     * it fails. Returns once that has happened.
     */
    void cut(HostUri host);

    /** Has the host answer again, to new sessions at least. Returns once it does; does nothing if it answers. */
    void heal(HostUri host);
}
