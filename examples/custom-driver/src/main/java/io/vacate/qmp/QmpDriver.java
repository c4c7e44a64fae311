package io.vacate.qmp;

import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.DriverSession;
import io.vacate.api.spi.SessionOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Drives QEMU processes of this machine through their QMP sockets: {@code qmp:/absolute/folder[?emulator=/path/to/qemu]}.
 * Thread-safe.
 */
public final class QmpDriver implements DriverProvider {
    /** For {@link java.util.ServiceLoader}. */
    public QmpDriver() {}

    @Override
    public String scheme() {
        return "qmp";
    }

    @Override
    public String description() {
        return "QEMU processes of this machine through QMP, without libvirt (an example)";
    }

    @Override
    public Availability probe() {
        return Files.isReadable(Path.of("/proc/meminfo"))
                ? new Availability.Available()
                : new Availability.Unavailable("It needs Linux with /proc mounted.");
    }

    @Override
    public DriverSession open(HostUri uri, SessionOptions options) {
        QmpAddress address = QmpAddress.of(uri);
        return new QmpSession(uri, HostFolder.open(uri, address), Emulator.find(uri, address), options);
    }
}
