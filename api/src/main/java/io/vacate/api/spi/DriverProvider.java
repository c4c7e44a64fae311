package io.vacate.api.spi;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.NoDriverException;
import io.vacate.api.error.UnsupportedVersionException;
import io.vacate.api.host.HostUri;
import java.util.Set;

/**
 * A hypervisor driver. Published through {@link java.util.ServiceLoader} (R1.4); thread-safe; cheap to create.
 *
 * <p>What a driver must do is written as numbered rules in {@code docs/driver-contract.md}, which the comments of this package
 * cite; the conformance kit {@code vacate-driver-kit} checks them.
 */
public interface DriverProvider {
    /** Returns the lower-case name in the URIs that it serves, such as {@code "kvm"}; constant (R1.1). */
    String scheme();

    /**
     * Returns what other programs call {@link #scheme()}, such as {@code "qemu"} for {@code "kvm"}. Addresses with one of
     * these names are not opened, but answered with the address to write.
     */
    default Set<String> foreignSchemes() {
        return Set.of();
    }

    /** Returns one line for people on what it drives (R1.2). */
    String description();

    /** Tells whether this driver can run here. Never throws, never connects (R1.3). */
    Availability probe();

    /**
     * Opens a session, which the caller must close. Sessions to one host are independent of each other (R1.10).
     *
     * @throws HostUnreachableException if no connection was made before the timeout; nothing is left open
     *     (R1.6 to R1.8)
     * @throws AccessDeniedException if the host refused this caller; nothing is left open (R1.9)
     * @throws UnsupportedVersionException if the host's software is too old for this driver; nothing is left open
     * @throws NoDriverException if something that the driver needs here is missing after all; nothing is left open
     * @throws IllegalArgumentException if this driver cannot read the URI; the message names the part (R1.5)
     */
    DriverSession open(HostUri uri, SessionOptions options);
}
