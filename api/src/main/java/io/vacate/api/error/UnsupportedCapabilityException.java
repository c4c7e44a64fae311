package io.vacate.api.error;

import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;

/** The session cannot do what was asked, and said so before anything was changed. */
public final class UnsupportedCapabilityException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    private final Capability capability;

    /** Names the capability and the host that lacks it. */
    public UnsupportedCapabilityException(Capability capability, HostUri host) {
        super("%s is not supported by %s; nothing was changed".formatted(capability, host), null, null);
        this.capability = capability;
    }

    /** Returns what is missing. */
    public Capability capability() {
        return capability;
    }
}
