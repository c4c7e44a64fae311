package io.vacate.kvm;

import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.spi.SessionOptions;
import io.vacate.libvirt.LibvirtUri;
import io.vacate.libvirt.host.HostTraits;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.host.LibvirtVersion;
import java.util.Set;

/**
 * Drives QEMU hosts through libvirt. Its URIs are libvirt's with {@code kvm} in place of {@code qemu}; {@link LibvirtUri} has
 * the forms.
 */
public final class KvmDriver implements DriverProvider {
    /** QEMU 2.9 is the first that libvirt can ask which CPUs it has to offer, as the checks before a migration do. */
    private static final HostTraits TRAITS = HostTraits.NONE.withOldestHypervisor(new LibvirtVersion(2, 9, 0));

    /** Used by {@link java.util.ServiceLoader}. */
    public KvmDriver() {}

    /** Returns what sessions to a host with these versions can do, if its libvirt has storage pools and cgroups. */
    public static Set<Capability> capabilities(LibvirtVersion libvirt, LibvirtVersion qemu) {
        return KvmCapabilities.of(libvirt, qemu, true, true);
    }

    @Override
    public String scheme() {
        return KvmUri.SCHEME;
    }

    @Override
    public Set<String> foreignSchemes() {
        return Set.of("qemu");
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
        LibvirtUri address = KvmUri.of(uri);
        return new KvmSession(LibvirtHost.open(uri, address.forClient(), options, TRAITS), address);
    }
}
