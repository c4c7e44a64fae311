package io.vacate.api.error;

import io.vacate.api.host.HostUri;

/** Two addresses that must name different hosts name the same one. Nothing has changed. */
public final class SameHostException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    /** Names both addresses. */
    public SameHostException(HostUri one, HostUri other) {
        super(
                one.equals(other)
                        ? "%s is given twice; nothing was changed".formatted(one)
                        : "%s and %s are the same host; nothing was changed".formatted(one, other),
                null,
                null);
    }
}
