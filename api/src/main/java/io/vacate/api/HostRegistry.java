package io.vacate.api;

import io.vacate.api.error.SameHostException;
import io.vacate.api.host.HostUri;
import io.vacate.api.spi.SessionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Several open hosts, each of them once, closed together.
 *
 * <p>Thread-safe. {@link #close()} closes every host, in the reverse order of opening.
 */
public final class HostRegistry implements AutoCloseable {
    private final SessionOptions options;
    private final BiFunction<HostUri, SessionOptions, Host> opener;
    private final List<Host> hosts = new ArrayList<>();
    private boolean closed;

    /** Makes an empty registry whose hosts are opened with {@link SessionOptions#DEFAULT}. */
    public HostRegistry() {
        this(SessionOptions.DEFAULT);
    }

    /** Makes an empty registry whose hosts are opened with these options. */
    public HostRegistry(SessionOptions options) {
        this(options, Hosts::open);
    }

    HostRegistry(SessionOptions options, BiFunction<HostUri, SessionOptions, Host> opener) {
        this.options = options;
        this.opener = opener;
    }

    /**
     * Opens a host and keeps it. The errors of {@link Hosts#open(HostUri, SessionOptions)} leave the registry as it was.
     *
     * @throws SameHostException if that host is here already, be it through another URI; the registry is as it was
     * @throws IllegalStateException if the registry is closed
     */
    public synchronized Host open(HostUri uri) {
        if (closed) {
            throw new IllegalStateException("The registry is closed; %s was not opened".formatted(uri));
        }
        Host host = opener.apply(uri, options);
        Optional<Host> twin = hosts.stream()
                .filter(other -> other.info().id().equals(host.info().id()))
                .findFirst();
        if (twin.isPresent()) {
            host.close();
            throw new SameHostException(twin.get().uri(), uri);
        }
        hosts.add(host);
        return host;
    }

    /** Returns the open hosts in the order of opening. */
    public synchronized List<Host> hosts() {
        return List.copyOf(hosts);
    }

    /** Returns the open host of that name, if there is one. */
    public Optional<Host> host(String name) {
        return hosts().stream().filter(host -> host.info().name().equals(name)).findFirst();
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (int i = hosts.size() - 1; i >= 0; i--) {
            hosts.get(i).close();
        }
        hosts.clear();
    }
}
