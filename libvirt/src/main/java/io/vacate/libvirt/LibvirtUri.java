package io.vacate.libvirt;

import io.vacate.api.host.HostUri;
import io.vacate.api.host.NetworkAddress;
import io.vacate.api.host.Transport;
import io.vacate.libvirt.suspend.BufferSettings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An address of a host that libvirt manages. With {@code kvm} for the driver's scheme:
 *
 * <ul>
 *   <li>{@code kvm:///system}: libvirt on this machine
 *   <li>{@code kvm+unix:///system?socket=/path/of/libvirt-sock}: through that socket
 *   <li>{@code kvm://host/system}, {@code kvm+tls://host/system[?pkipath=/path]}: TLS
 *   <li>{@code kvm+ssh://user@host/system[?keyfile=/path]}: an SSH tunnel by the program {@code ssh}, which must need no
 *       password; with {@code sshauth}, {@code known_hosts} or {@code known_hosts_verify} by the SSH client built into libvirt,
 *       which asks {@link io.vacate.api.spi.SessionOptions#credentials()} for passwords
 *   <li>{@code kvm+tcp://host/system}: plain TCP, only where written so
 * </ul>
 *
 * <p>Each may have a parameter {@code peer}: the address by which <em>other hosts</em> reach this one, needed for migrations to
 * it where it is opened without a host name, or by another way than theirs; and {@code buffer-disk}, {@code buffer-memory}:
 * the host's directories for the states of suspended VMs, on disk and in memory (tmpfs); and {@code buffer-check}: {@code
 * read-back} (unless set) if each copy that arrives there is read back and compared, {@code sent} if what was sent is trusted
 * to arrive; and {@code migration-address}, {@code listen-address}: where the memory of VMs that come to the host travels to,
 * and where the host waits for it, unless the request says so.
 *
 * @param uri the address as it was given
 * @param dialect what is the driver's own in it
 * @param transport how to reach it, never the default one
 * @param parameters its parameters, all of them known
 */
public record LibvirtUri(HostUri uri, Dialect dialect, Transport transport, Map<String, String> parameters) {

    private static final String PEER = "peer";
    private static final String BUFFER_DISK = "buffer-disk";
    private static final String BUFFER_MEMORY = "buffer-memory";
    private static final String BUFFER_CHECK = "buffer-check";
    private static final String READ_BACK = "read-back";
    private static final String MIGRATION_ADDRESS = "migration-address";
    private static final String LISTEN_ADDRESS = "listen-address";

    /** What is for us, not for libvirt. */
    private static final Set<String> OURS =
            Set.of(PEER, BUFFER_DISK, BUFFER_MEMORY, BUFFER_CHECK, MIGRATION_ADDRESS, LISTEN_ADDRESS);

    /** Copies the parameters. */
    public LibvirtUri {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /**
     * What one driver's addresses have of their own.
     *
     * @param scheme the driver's scheme, such as {@code "kvm"}
     * @param libvirtScheme the same for libvirt, such as {@code "qemu"}
     * @param name what hosts of this kind are called in messages, such as {@code "KVM"}
     * @param paths the paths that libvirt has for it, the usual one first
     */
    public record Dialect(String scheme, String libvirtScheme, String name, List<String> paths) {
        /** Copies the list. */
        public Dialect {
            paths = List.copyOf(paths);
        }

        /**
         * Reads an address.
         *
         * @throws IllegalArgumentException if a part of it means nothing here; the message names the part
         */
        public LibvirtUri read(HostUri uri) {
            return LibvirtUri.of(uri, this);
        }

        /** Returns the path in libvirt's form, if it is one of this dialect's; a slash at its end changes nothing. */
        private Optional<String> path(HostUri uri) {
            String path = uri.path();
            return paths.contains(path)
                    ? Optional.of(path)
                    : Optional.of(path.replaceFirst("/+$", "")).filter(paths::contains);
        }

        IllegalArgumentException refused(HostUri uri, String why) {
            return new IllegalArgumentException("Cannot read the %s address %s: %s".formatted(name, uri, why));
        }
    }

    private static LibvirtUri of(HostUri uri, Dialect dialect) {
        if (!uri.path().startsWith("/")
                && uri.remoteHost().isEmpty()
                && !uri.path().isEmpty()) {
            throw dialect.refused(
                    uri,
                    "it has no path; write %s:///system or %s+tls://host/system"
                            .formatted(dialect.scheme, dialect.scheme));
        }
        if (dialect.path(uri).isEmpty()) {
            throw dialect.refused(
                    uri, "its path is '%s', but must be %s".formatted(uri.path(), String.join(" or ", dialect.paths)));
        }
        if (uri.fragment().isPresent()) {
            throw dialect.refused(
                    uri, "it has a fragment '#%s'".formatted(uri.fragment().get()));
        }
        Transport transport = transport(uri);
        checkAuthority(uri, dialect, transport);
        LibvirtUri address = new LibvirtUri(uri, dialect, transport, uri.parameters());
        address.connection(); // so that what is malformed is found now
        address.peer();
        address.buffers();
        address.migrationAddress();
        address.listenAddress();
        return address;
    }

    private static Transport transport(HostUri uri) {
        if (uri.transport() != Transport.DEFAULT) {
            return uri.transport();
        }
        return uri.remoteHost().isEmpty() ? Transport.UNIX : Transport.TLS;
    }

    private static void checkAuthority(HostUri uri, Dialect dialect, Transport transport) {
        boolean remote = uri.remoteHost().isPresent();
        if (remote && transport == Transport.UNIX) {
            throw dialect.refused(
                    uri,
                    "a Unix socket is on this machine, yet it names the host '%s'"
                            .formatted(uri.remoteHost().get()));
        }
        if (!remote && transport != Transport.UNIX) {
            throw dialect.refused(uri, "it names no host, which %s needs".formatted(transport.uriName()));
        }
        if (uri.user().isPresent() && transport != Transport.SSH) {
            throw dialect.refused(
                    uri,
                    "it names the user '%s', which only ssh can use"
                            .formatted(uri.user().get()));
        }
    }

    private ConnectionParameters connection() {
        Map<String, String> theirs = new LinkedHashMap<>(parameters);
        theirs.keySet().removeAll(OURS);
        parameters.forEach((name, value) -> {
            if (value.isEmpty()) {
                throw dialect.refused(uri, "the parameter '%s' is empty".formatted(name));
            }
        });
        return ConnectionParameters.of(this, theirs);
    }

    /** Returns the address in libvirt's form, for this program. */
    public String forClient() {
        ConnectionParameters connection = connection();
        return libvirtUri(connection.transport(), connection.query());
    }

    /** Returns the address in libvirt's form, for another host; paths of this machine mean nothing there. */
    private String forHost() {
        if (uri.remoteHost().filter(host -> host.contains("%")).isPresent()) {
            throw dialect.refused(
                    uri,
                    "the link-local address '%s' means nothing to another host; set the request's peer, or add to the address how others reach it: ?peer=%s+tls://host/system; nothing was changed"
                            .formatted(uri.remoteHost().get(), dialect.scheme));
        }
        return libvirtUri(transport.uriName(), transport == Transport.SSH ? ConnectionParameters.NEVER_ASK : Map.of());
    }

    /** Returns the path in libvirt's form. */
    String path() {
        return dialect.path(uri).orElseThrow();
    }

    /**
     * Returns how another host reaches this one.
     *
     * @param given what the request says, which goes first
     * @throws IllegalArgumentException if neither request nor address tells
     */
    public String peerUri(Optional<HostUri> given) {
        return reachedBy(given).forHost();
    }

    private LibvirtUri reachedBy(Optional<HostUri> given) {
        LibvirtUri peer = given.map(this::ofPeer).or(this::peer).orElse(this);
        if (peer.uri.remoteHost().isEmpty()) {
            throw new IllegalArgumentException(
                    "%s does not tell how other hosts reach this one; set the request's peer, or add it to the address: ?peer=%s+tls://host/system; nothing was changed"
                            .formatted(uri, dialect.scheme));
        }
        return peer;
    }

    /** Returns where the memory of VMs that come to this host travels to, if the address says so. */
    public Optional<NetworkAddress> migrationAddress() {
        return networkAddress(MIGRATION_ADDRESS);
    }

    /** Returns the only address of its own at which this host waits for the memory of VMs that come, if the address says so. */
    public Optional<NetworkAddress> listenAddress() {
        Optional<NetworkAddress> address = networkAddress(LISTEN_ADDRESS);
        address.filter(name -> !name.isNumeric()).ifPresent(name -> {
            throw dialect.refused(uri, "%s is '%s', but must be an IP address".formatted(LISTEN_ADDRESS, name));
        });
        return address;
    }

    private Optional<NetworkAddress> networkAddress(String name) {
        Optional<String> text = Optional.ofNullable(parameters.get(name));
        try {
            Optional<NetworkAddress> address = text.map(NetworkAddress::parse);
            address.filter(given -> given.port().isPresent()).ifPresent(given -> {
                throw new IllegalArgumentException("it has a port, which several migrations cannot share");
            });
            return address;
        } catch (IllegalArgumentException wrong) {
            throw dialect.refused(uri, "%s is '%s': %s".formatted(name, text.orElse(""), wrong.getMessage()));
        }
    }

    /** Returns where the host keeps the states of suspended VMs. */
    public BufferSettings buffers() {
        String check = parameters.getOrDefault(BUFFER_CHECK, READ_BACK);
        if (!check.equals(READ_BACK) && !check.equals("sent")) {
            throw dialect.refused(uri, "%s is '%s', but must be %s or sent".formatted(BUFFER_CHECK, check, READ_BACK));
        }
        try {
            return new BufferSettings(
                    parameters.getOrDefault(BUFFER_DISK, BufferSettings.DEFAULT.disk()),
                    parameters.getOrDefault(BUFFER_MEMORY, BufferSettings.DEFAULT.memory()),
                    check.equals(READ_BACK));
        } catch (IllegalArgumentException wrong) {
            throw dialect.refused(uri, "as a buffer, " + wrong.getMessage());
        }
    }

    /**
     * Returns the name by which another host reaches this one, unless this program has used that very name.
     *
     * @param given what the request says, which goes first
     * @throws IllegalArgumentException if neither request nor address tells
     */
    public Optional<String> peerName(Optional<HostUri> given) {
        return reachedBy(given)
                .uri
                .remoteHost()
                .filter(name -> uri.remoteHost().filter(name::equals).isEmpty());
    }

    private Optional<LibvirtUri> peer() {
        return Optional.ofNullable(parameters.get(PEER)).map(HostUri::parse).map(this::ofPeer);
    }

    private LibvirtUri ofPeer(HostUri peer) {
        if (!peer.driver().equals(dialect.scheme)) {
            throw dialect.refused(
                    peer,
                    "as a peer it must be a %s: address%s"
                            .formatted(
                                    dialect.scheme,
                                    peer.driver().equals(dialect.libvirtScheme)
                                            ? "; write " + peer.with(dialect.scheme, peer.transport())
                                            : ""));
        }
        LibvirtUri address = of(peer, dialect);
        if (peer.remoteHost().isEmpty()) {
            throw dialect.refused(peer, "as a peer it must name a host");
        }
        return address;
    }

    private String libvirtUri(String transportName, Map<String, String> query) {
        return "%s+%s://%s%s%s"
                .formatted(
                        dialect.libvirtScheme,
                        transportName,
                        uri.encodedAuthority().orElse(""),
                        path(),
                        ConnectionParameters.encoded(query));
    }
}
