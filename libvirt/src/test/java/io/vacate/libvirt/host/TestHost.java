package io.vacate.libvirt.host;

import io.vacate.api.host.HostId;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.SessionOptions;
import java.util.Set;
import java.util.UUID;

/** The host of libvirt's own test driver. It has no UUID, so that it is given one. */
public final class TestHost {
    public static final HostUri URI = HostUri.parse("test:///default");

    private TestHost() {}

    public static LibvirtHost open() {
        return open(HostTraits.NONE);
    }

    static LibvirtHost open(HostTraits traits) {
        return LibvirtHost.open(
                URI,
                "test:///default",
                SessionOptions.DEFAULT,
                traits,
                connection -> new HostCapabilities(new HostId(new UUID(0, 1)), "i686", "", Set.of("test")));
    }
}
