package io.vacate.api;

import io.vacate.api.error.AccessDeniedException;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.NoDriverException;
import io.vacate.api.error.UnsupportedVersionException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.Availability;
import io.vacate.api.spi.DriverProvider;
import io.vacate.api.spi.SessionOptions;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Opens hosts with whichever driver serves their URI. Thread-safe. */
public final class Hosts {
    private Hosts() {}

    /**
     * Opens a host with {@link SessionOptions#DEFAULT}.
     *
     * @see #open(HostUri, SessionOptions)
     * @throws IllegalArgumentException if {@code uri} is not a host URI; the message names it
     */
    public static Host open(String uri) {
        return open(HostUri.parse(uri), SessionOptions.DEFAULT);
    }

    /**
     * Opens a host, which the caller must close.
     *
     * @throws NoDriverException if no driver serves the URI's scheme, or that driver cannot run here; nothing is left open
     * @throws HostUnreachableException if no connection was made before the timeout; nothing is left open
     * @throws AccessDeniedException if the host refused this caller; nothing is left open
     * @throws UnsupportedVersionException if the host's software is too old for the driver; nothing is left open
     * @throws IllegalArgumentException if the driver cannot read the URI; the message names the part
     */
    public static Host open(HostUri uri, SessionOptions options) {
        DriverProvider driver = driver(uri);
        if (driver.probe() instanceof Availability.Unavailable unavailable) {
            throw new NoDriverException(
                    uri.driver(), "Driver '%s' cannot run here: %s".formatted(uri.driver(), unavailable.reason()));
        }
        return new DefaultHost(driver.open(uri, options));
    }

    /** Returns the drivers on the class path or module path, by scheme, whether or not they can run here. */
    public static List<DriverProvider> drivers() {
        return ServiceLoader.load(DriverProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(DriverProvider::scheme))
                .toList();
    }

    private static DriverProvider driver(HostUri uri) {
        List<DriverProvider> drivers = drivers();
        return drivers.stream()
                .filter(driver -> driver.scheme().equals(uri.driver()))
                .findFirst()
                .orElseThrow(() -> new NoDriverException(uri.driver(), missing(uri, drivers)));
    }

    private static String missing(HostUri uri, List<DriverProvider> drivers) {
        return drivers.stream()
                .filter(driver -> driver.foreignSchemes().contains(uri.driver()))
                .findFirst()
                .map(driver -> "'%s' is called '%s' here: write %s"
                        .formatted(uri.driver(), driver.scheme(), uri.with(driver.scheme(), uri.transport())))
                .orElseGet(() -> "There is no driver '%s'; installed: %s; put the jar of its driver on the class path"
                        .formatted(uri.driver(), schemes(drivers)));
    }

    private static String schemes(List<DriverProvider> drivers) {
        return drivers.isEmpty()
                ? "none"
                : drivers.stream().map(DriverProvider::scheme).collect(Collectors.joining(", "));
    }
}
