package io.vacate.api.error;

import io.vacate.api.host.HostUri;

/** The session was closed by this program. Nothing was asked of the host; open it anew. */
public final class SessionClosedException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    /** Names the host whose session was closed. */
    public SessionClosedException(HostUri host) {
        super("The session to %s is closed".formatted(host), null, null);
    }
}
