package io.vacate.kvm;

import io.vacate.api.host.HostUri;
import io.vacate.libvirt.LibvirtUri;
import java.util.List;

/** Reads addresses of KVM hosts; {@code /session} in place of {@code /system} means the libvirt of the user alone. */
final class KvmUri {
    static final String SCHEME = "kvm";

    private static final LibvirtUri.Dialect DIALECT =
            new LibvirtUri.Dialect(SCHEME, "qemu", "KVM", List.of("/system", "/session"));

    private KvmUri() {}

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if a part of it means nothing here; the message names the part
     */
    static LibvirtUri of(HostUri uri) {
        return DIALECT.read(uri);
    }
}
