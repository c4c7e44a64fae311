package io.vacate.kvm;

import io.vacate.api.host.HostUri;
import io.vacate.api.host.Transport;
import io.vacate.libvirt.suspend.BufferSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An address of a KVM host:
 *
 * <ul>
 *   <li>{@code kvm:///system}: libvirt on this machine
 *   <li>{@code kvm+unix:///system?socket=/path/of/libvirt-sock}: through that socket
 *   <li>{@code kvm://host/system}, {@code kvm+tls://host/system[?pkipath=/path]}: TLS
 *   <li>{@code kvm+ssh://user@host/system[?keyfile=/path]}: an SSH tunnel, which must need no password
 *   <li>{@code kvm+tcp://host/system}: plain TCP, only where written so
 * </ul>
 *
 * <p>{@code /session} in place of {@code /system} means the libvirt of the user alone. Each may have a parameter {@code
 * peer}: the address by which <em>other hosts</em> reach this one, needed for migrations to it where it is opened without
 * a host name; and {@code buffer-disk}, {@code buffer-memory}: the host's directories for the states of suspended VMs, on
 * disk and in memory (tmpfs); and {@code buffer-check}: {@code read-back} (unless set) if each copy that arrives there is
 * read back and compared, {@code sent} if what was sent is trusted to arrive.
 *
 * @param uri the address as it was given
 * @param transport how to reach it, never the default one
 * @param parameters its parameters, all of them known
 */
record KvmUri(HostUri uri, Transport transport, Map<String, String> parameters) {
    static final String SCHEME = "kvm";

    private static final String PEER = "peer";
    private static final String BUFFER_DISK = "buffer-disk";
    private static final String BUFFER_MEMORY = "buffer-memory";
    private static final String BUFFER_CHECK = "buffer-check";
    private static final String READ_BACK = "read-back";

    /** What is for us, not for libvirt. */
    private static final Set<String> OURS = Set.of(PEER, BUFFER_DISK, BUFFER_MEMORY, BUFFER_CHECK);

    private static final Set<String> PATHS = Set.of("/system", "/session");

    /** What each transport understands. What is not here is refused: libvirt would ignore some of it silently. */
    private static final Map<Transport, Set<String>> KNOWN = Map.of(
            Transport.UNIX, Set.of("socket"),
            Transport.TLS, Set.of("pkipath"),
            Transport.SSH, Set.of("keyfile", "socket"),
            Transport.TCP, Set.of());

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if a part of it means nothing here; the message names the part
     */
    static KvmUri of(HostUri uri) {
        URI given = uri.uri();
        if (given.isOpaque()) {
            throw refused(uri, "it has no path; write kvm:///system or kvm+tls://host/system");
        }
        if (!PATHS.contains(String.valueOf(given.getPath()))) {
            throw refused(uri, "its path is '%s', but must be /system or /session".formatted(given.getPath()));
        }
        if (given.getFragment() != null) {
            throw refused(uri, "it has a fragment '#%s'".formatted(given.getFragment()));
        }
        Transport transport = transport(uri);
        checkAuthority(uri, transport);
        KvmUri address = new KvmUri(uri, transport, checkParameters(uri, transport));
        address.peer(); // so that a malformed one is found now
        address.buffers();
        return address;
    }

    private static Transport transport(HostUri uri) {
        if (uri.transport() != Transport.DEFAULT) {
            return uri.transport();
        }
        return uri.uri().getRawAuthority() == null ? Transport.UNIX : Transport.TLS;
    }

    private static void checkAuthority(HostUri uri, Transport transport) {
        boolean remote = uri.remoteHost().isPresent();
        if (!remote && uri.uri().getRawAuthority() != null) {
            throw refused(uri, "'%s' is not a host name".formatted(uri.uri().getRawAuthority()));
        }
        if (remote && transport == Transport.UNIX) {
            throw refused(
                    uri,
                    "a Unix socket is on this machine, yet it names the host '%s'"
                            .formatted(uri.remoteHost().get()));
        }
        if (!remote && transport != Transport.UNIX) {
            throw refused(uri, "it names no host, which %s needs".formatted(transport.uriName()));
        }
        if (uri.uri().getUserInfo() != null && transport != Transport.SSH) {
            throw refused(
                    uri,
                    "it names the user '%s', which only ssh can use"
                            .formatted(uri.uri().getUserInfo()));
        }
    }

    private static Map<String, String> checkParameters(HostUri uri, Transport transport) {
        Map<String, String> parameters = new LinkedHashMap<>(uri.parameters());
        Set<String> known = KNOWN.getOrDefault(transport, Set.of());
        parameters.forEach((name, value) -> {
            if (!OURS.contains(name) && !known.contains(name)) {
                throw refused(uri, "the parameter '%s' is unknown with %s".formatted(name, transport.uriName()));
            }
            if (value.isEmpty()) {
                throw refused(uri, "the parameter '%s' is empty".formatted(name));
            }
        });
        return parameters;
    }

    /** Returns the address in libvirt's form, for this program. */
    String forClient() {
        Map<String, String> query = new LinkedHashMap<>(parameters);
        query.keySet().removeAll(OURS);
        if (transport == Transport.SSH) {
            query.put("no_tty", "1"); // never ask a person
        }
        return libvirtUri(query);
    }

    /** Returns the address in libvirt's form, for another host; paths of this machine mean nothing there. */
    private String forHost() {
        return libvirtUri(transport == Transport.SSH ? Map.of("no_tty", "1") : Map.of());
    }

    /**
     * Returns how another host reaches this one.
     *
     * @param given what the request says, which goes first
     * @throws IllegalArgumentException if neither request nor address tells
     */
    String peerUri(Optional<HostUri> given) {
        KvmUri peer = given.map(KvmUri::ofPeer).or(this::peer).orElse(this);
        if (peer.uri.remoteHost().isEmpty()) {
            throw new IllegalArgumentException(
                    "%s does not tell how other hosts reach this one; set the request's peer, or add it to the address: ?peer=kvm+tls://host/system; nothing was changed"
                            .formatted(uri));
        }
        return peer.forHost();
    }

    /** Returns where the host keeps the states of suspended VMs. */
    BufferSettings buffers() {
        String check = parameters.getOrDefault(BUFFER_CHECK, READ_BACK);
        if (!check.equals(READ_BACK) && !check.equals("sent")) {
            throw refused(uri, "%s is '%s', but must be %s or sent".formatted(BUFFER_CHECK, check, READ_BACK));
        }
        try {
            return new BufferSettings(
                    parameters.getOrDefault(BUFFER_DISK, BufferSettings.DEFAULT.disk()),
                    parameters.getOrDefault(BUFFER_MEMORY, BufferSettings.DEFAULT.memory()),
                    check.equals(READ_BACK));
        } catch (IllegalArgumentException wrong) {
            throw refused(uri, "as a buffer, " + wrong.getMessage());
        }
    }

    /**
     * Returns the name by which another host reaches this one, unless this program has used that very name.
     *
     * @param given what the request says, which goes first
     * @throws IllegalArgumentException if neither request nor address tells
     */
    Optional<String> peerName(Optional<HostUri> given) {
        URI peer = URI.create(peerUri(given));
        return Optional.ofNullable(peer.getHost())
                .filter(name -> uri.remoteHost().filter(name::equals).isEmpty());
    }

    private Optional<KvmUri> peer() {
        return Optional.ofNullable(parameters.get(PEER)).map(HostUri::parse).map(KvmUri::ofPeer);
    }

    private static KvmUri ofPeer(HostUri peer) {
        if (!peer.driver().equals(SCHEME)) {
            throw refused(peer, "as a peer it must be a kvm: address");
        }
        KvmUri address = of(peer);
        if (peer.remoteHost().isEmpty()) {
            throw refused(peer, "as a peer it must name a host");
        }
        return address;
    }

    private String libvirtUri(Map<String, String> query) {
        URI given = uri.uri();
        String parameters = query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&"));
        String authority = given.getRawAuthority() == null ? "" : given.getRawAuthority();
        return "qemu+%s://%s%s%s"
                .formatted(
                        transport.uriName(), authority, given.getPath(), parameters.isEmpty() ? "" : "?" + parameters);
    }

    private static String encoded(String value) {
        try {
            return new URI(null, null, null, -1, "/", value, null)
                    .getRawQuery()
                    .replace("&", "%26")
                    .replace("+", "%2B")
                    .replace(";", "%3B");
        } catch (URISyntaxException impossible) {
            throw new IllegalArgumentException("'%s' cannot be part of a URI".formatted(value), impossible);
        }
    }

    private static IllegalArgumentException refused(HostUri uri, String why) {
        return new IllegalArgumentException("Cannot read the KVM address %s: %s".formatted(uri, why));
    }
}
