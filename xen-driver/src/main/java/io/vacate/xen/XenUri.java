package io.vacate.xen;

import io.vacate.api.host.HostUri;
import io.vacate.libvirt.LibvirtUri;
import java.util.List;

/** Reads addresses of Xen hosts. */
final class XenUri {
    static final String SCHEME = "xen";

    private static final LibvirtUri.Dialect DIALECT =
            new LibvirtUri.Dialect(SCHEME, "xen", "Xen", List.of("/system", "/", ""));

    private XenUri() {}

    /**
     * Reads an address. libvirt takes {@code xen+tcp://host/} for {@code xen+tcp://host/system}.
     *
     * @throws IllegalArgumentException if a part of it means nothing here; the message names the part
     */
    static LibvirtUri of(HostUri uri) {
        LibvirtUri address = DIALECT.read(uri);
        if (address.migrationAddress().isPresent() || address.listenAddress().isPresent()) {
            // libxl takes a migration URI, but where nobody is at that address the guest was not running afterwards.
            throw new IllegalArgumentException(
                    "Cannot read the Xen address %s: the memory of a Xen guest cannot be sent to an address of one's choice; leave migration-address and listen-address out"
                            .formatted(uri));
        }
        return address;
    }
}
