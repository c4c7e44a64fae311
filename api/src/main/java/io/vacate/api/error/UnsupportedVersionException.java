package io.vacate.api.error;

import io.vacate.api.host.HostUri;

/** The host was reached, but its software is older than what the driver needs. Nothing has changed. */
public final class UnsupportedVersionException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    private final String found;
    private final String needed;

    /**
     * Names the host, and what must be newer there.
     *
     * @param software what is too old, such as {@code "libvirt"}
     * @param found its version
     * @param needed the oldest version that the driver works with
     */
    public UnsupportedVersionException(HostUri host, String software, String found, String needed) {
        super("%s has %s %s; %s or newer is needed".formatted(host, software, found, needed), null, null);
        this.found = found;
        this.needed = needed;
    }

    /** Returns the version that was found. */
    public String found() {
        return found;
    }

    /** Returns the oldest version that the driver works with. */
    public String needed() {
        return needed;
    }
}
