package io.vacate.api.error;

import io.vacate.api.host.HostUri;
import org.jspecify.annotations.Nullable;

/**
 * A host did not answer, or its connection broke. Trying again may help. What was asked before may have been done:
 * connect anew and look.
 */
public final class HostUnreachableException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    private final transient HostUri host;

    /** Names the host; {@code why} completes the sentence "… cannot be reached: ". */
    public HostUnreachableException(HostUri host, String why) {
        this(host, why, null);
    }

    /** Names the host and says what the hypervisor's client said. */
    public HostUnreachableException(HostUri host, String why, @Nullable NativeError nativeError) {
        super("Host %s cannot be reached: %s".formatted(host, why), nativeError, null);
        this.host = host;
    }

    /** Returns the address that did not answer. */
    public HostUri host() {
        return host;
    }
}
