package io.vacate.kvm;

import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.spi.SessionOptions;
import io.vacate.libvirt.LibvirtHost;

/**
 * Drives QEMU hosts through libvirt. Its URIs are libvirt's with {@code kvm} in place of {@code qemu}; {@link KvmUri} has
 * the forms.
 */
public final class KvmDriver implements DriverProvider {
    /** Used by {@link java.util.ServiceLoader}. */
    public KvmDriver() {}

    @Override
    public String scheme() {
        return KvmUri.SCHEME;
    }

    @Override
    public String description() {
        return "QEMU hosts, with KVM or emulated, through libvirt";
    }

    @Override
    public Availability probe() {
        return LibvirtHost.availability();
    }

    @Override
    public DriverSession open(HostUri uri, SessionOptions options) {
        KvmUri address = KvmUri.of(uri);
        return new KvmSession(LibvirtHost.open(uri, address.forClient(), options), address);
    }
}
