package io.vacate.libvirt;

import io.vacate.api.host.Transport;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parameters of an address that are libvirt's, checked: libvirt itself ignores silently those that mean nothing with a
 * transport, and takes some that give up security.
 *
 * @param transport the transport's name for libvirt: the built-in SSH client has one of its own
 * @param query what libvirt is told
 */
record ConnectionParameters(String transport, Map<String, String> query) {
    /** Keeps the program {@code ssh} from asking a person, whose terminal belongs to others. */
    static final Map<String, String> NEVER_ASK = Map.of("no_tty", "1");

    /** What only the SSH client that is built into libvirt understands, the program {@code ssh} not. */
    private static final Set<String> BUILT_IN_SSH = Set.of("sshauth", "known_hosts", "known_hosts_verify");

    private static final Map<Transport, Set<String>> KNOWN = Map.of(
            Transport.UNIX, Set.of("socket", "mode"),
            Transport.TLS, Set.of("pkipath", "tls_priority"),
            Transport.SSH,
                    Set.of(
                            "keyfile",
                            "socket",
                            "netcat",
                            "proxy",
                            "mode",
                            "sshauth",
                            "known_hosts",
                            "known_hosts_verify"),
            Transport.TCP, Set.of());

    /** What may be given and changes nothing, with its only value. */
    private static final Map<String, String> AS_ALWAYS = Map.of("no_tty", "1", "no_verify", "0");

    private static final Map<String, Set<String>> VALUES = Map.of(
            "proxy", Set.of("auto", "native", "netcat"),
            "mode", Set.of("auto", "direct", "legacy"),
            "known_hosts_verify", Set.of("auto", "normal"),
            "sshauth", Set.of("agent", "keyboard-interactive", "password", "privkey"));

    /** @throws IllegalArgumentException if one means nothing with the transport, or is refused; the message names it */
    static ConnectionParameters of(LibvirtUri address, Map<String, String> given) {
        Map<String, String> query = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            boolean isAsAlways = value.equals(AS_ALWAYS.get(name)) && address.transport() != Transport.UNIX;
            if (!isAsAlways && !isOwnName(address, name, value)) {
                check(address, name, value);
                query.put(name, value);
            }
        });
        if (address.transport() == Transport.SSH && query.keySet().stream().noneMatch(BUILT_IN_SSH::contains)) {
            query.putAll(NEVER_ASK);
            return new ConnectionParameters(address.transport().uriName(), query);
        }
        return new ConnectionParameters(
                address.transport() == Transport.SSH
                        ? "libssh"
                        : address.transport().uriName(),
                query);
    }

    /** Tells whether it is libvirt's parameter for the host's own address, saying what the path says. */
    private static boolean isOwnName(LibvirtUri address, String name, String value) {
        if (!name.equals("name")) {
            return false;
        }
        String own = "%s://%s".formatted(address.dialect().libvirtScheme(), address.path());
        if (!value.equals(own)) {
            throw refused(
                    address, "the parameter 'name' is '%s', but its path means %s; leave it out".formatted(value, own));
        }
        return true;
    }

    private static void check(LibvirtUri address, String name, String value) {
        if (name.equals("no_verify") || (name.equals("known_hosts_verify") && value.equals("ignore"))) {
            throw refused(
                    address, "'%s=%s' would let anybody pose as the host; %s".formatted(name, value, trust(address)));
        }
        if (name.equals("command")) {
            throw refused(
                    address,
                    "'command' would run a program of the address's choice; name it in ~/.ssh/config (ProxyCommand, ProxyJump)");
        }
        if (name.equals("no_tty")) {
            throw refused(address, "'no_tty=%s': ssh never asks at the terminal here; leave it out".formatted(value));
        }
        if (!KNOWN.getOrDefault(address.transport(), Set.of()).contains(name)) {
            throw refused(
                    address,
                    "the parameter '%s' is unknown with %s"
                            .formatted(name, address.transport().uriName()));
        }
        Set<String> allowed = VALUES.get(name);
        if (allowed != null && !allowed.containsAll(List.of(value.split(",", -1)))) {
            throw refused(
                    address,
                    "the parameter '%s' is '%s', but must be one of %s"
                            .formatted(name, value, allowed.stream().sorted().collect(Collectors.joining(", "))));
        }
    }

    private static String trust(LibvirtUri address) {
        String host = address.uri().remoteHost().orElse("");
        return address.transport() == Transport.SSH
                ? "leave it out, and accept the host's key once: ssh %s"
                        .formatted(address.uri()
                                .user()
                                .map(user -> user + "@" + host)
                                .orElse(host))
                : "leave it out, connect by a name that the host's certificate has, and keep the certificate of its CA in /etc/pki/CA/cacert.pem, or as cacert.pem in ?pkipath=/path";
    }

    private static IllegalArgumentException refused(LibvirtUri address, String why) {
        return address.dialect().refused(address.uri(), why);
    }

    /** Returns a query with its question mark, or nothing. */
    static String encoded(Map<String, String> query) {
        return query.isEmpty()
                ? ""
                : query.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("%2C", ",");
    }
}
