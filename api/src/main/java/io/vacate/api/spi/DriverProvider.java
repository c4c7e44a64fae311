package io.vacate.api.spi;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.host.HostUri;

/** A hypervisor driver. Published through {@link java.util.ServiceLoader}; thread-safe; cheap to create. */
public interface DriverProvider {
    /** Returns the lower-case name in the URIs that it serves, such as {@code "kvm"}; constant. */
    String scheme();

    /** Returns one line for people on what it drives. */
    String description();

    /** Tells whether this driver can run here. Never throws, never connects. */
    Availability probe();

    /**
     * Opens a session, which the caller must close.
     *
     * @throws HostUnreachableException if no connection was made before the timeout; nothing is left open
     * @throws AccessDeniedException if the host refused this caller; nothing is left open
     * @throws IllegalArgumentException if this driver cannot read the URI; the message names the part
     */
    DriverSession open(HostUri uri, SessionOptions options);
}
