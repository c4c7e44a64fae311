package io.vacate.xen;

import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.LibvirtUri;
import io.vacate.libvirt.host.HostTraits;
import io.vacate.libvirt.host.LibvirtHost;
import java.util.Set;
import java.util.UUID;

/**
 * Drives Xen hosts through libvirt, which speaks to libxl there. Its URIs are libvirt's, such as {@code
 * xen+tcp://host/system}; {@link LibvirtUri} has the forms.
 */
public final class XenDriver implements DriverProvider {
    /** Domain-0, in which libvirt itself runs. */
    private static final VmId DOMAIN_0 = new VmId(new UUID(0, 0));

    private static final HostTraits TRAITS =
            new HostTraits(Set.of(DOMAIN_0), true, true, XenDriver::retold, HostTraits.NONE.oldestHypervisor());

    /** Used by {@link java.util.ServiceLoader}. */
    public XenDriver() {}

    /** Returns what sessions to a host can do, if its libvirt has storage pools and knows its scheduler. */
    public static Set<Capability> capabilities() {
        return XenCapabilities.of(true, true);
    }

    /** libxl starts an arriving VM as if it were restored, paused, and tells of the migration when it lets it run. */
    private static VmEvent retold(VmEvent event) {
        return event.kind() == VmEvent.Kind.RESUMED && event.reason() == StateReason.MIGRATED
                ? new VmEvent(event.vm(), event.name(), VmEvent.Kind.STARTED, event.reason(), event.time())
                : event;
    }

    @Override
    public String scheme() {
        return XenUri.SCHEME;
    }

    @Override
    public String description() {
        return "Xen hosts, through libvirt and libxl";
    }

    @Override
    public Availability probe() {
        return LibvirtHost.availability();
    }

    @Override
    public DriverSession open(HostUri uri, SessionOptions options) {
        LibvirtUri address = XenUri.of(uri);
        return new XenSession(LibvirtHost.open(uri, address.forClient(), options, TRAITS), address);
    }
}
