package io.vacate.api.host;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The address of a host: {@code driver[+transport]:…}, such as {@code kvm+tls://node7/system},
 * {@code kvm+unix:///system?socket=/run/libvirt/libvirt-sock} or {@code sim:rack.yaml#alpha}.
 *
 * <p>Only the scheme is read here; what follows it is the driver's to read. Plain TCP is used only where the URI says
 * {@code +tcp}. A URI that carries a password is refused, because URIs are printed and logged.
 *
 * @param driver lower-case name of the driver, such as {@code "kvm"}
 * @param transport how to reach the host
 * @param uri the whole address as it was given
 */
public record HostUri(String driver, Transport transport, URI uri) {
    private static final Pattern DRIVER = Pattern.compile("[a-z][a-z0-9-]*");
    private static final String FORM = "use driver[+unix|+tls|+ssh|+tcp]:address, such as kvm+tls://node7/system";

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if {@code text} is not one; the message names it and says what is wrong
     */
    public static HostUri parse(String text) {
        URI uri = parseUri(text);
        String scheme = uri.getScheme();
        if (scheme == null) {
            throw malformed(text, "it names no driver; " + FORM);
        }
        String[] parts = scheme.toLowerCase(Locale.ROOT).split("\\+", 2);
        if (!DRIVER.matcher(parts[0]).matches()) {
            throw malformed(text, "'%s' is not the name of a driver; %s".formatted(parts[0], FORM));
        }
        return new HostUri(parts[0], parts.length == 1 ? Transport.DEFAULT : transport(text, parts[1]), uri);
    }

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if {@code driver} is not a lower-case name, or {@code uri} carries a password
     */
    public HostUri {
        if (!DRIVER.matcher(driver).matches()) {
            throw new IllegalArgumentException("driver ('%s') must be a lower-case name".formatted(driver));
        }
        String user = uri.getUserInfo();
        if (user != null && user.contains(":")) {
            throw new IllegalArgumentException("A host URI must not carry a password: it would be logged. Host: "
                    + Optional.ofNullable(uri.getHost()).orElse("(none)"));
        }
    }

    /** Returns the name or address of the remote host; empty where the URI names none. */
    public Optional<String> remoteHost() {
        return Optional.ofNullable(uri.getHost()).filter(host -> !host.isEmpty());
    }

    /** Returns the query's {@code name=value} pairs, decoded, in their order; a later one of the same name wins. */
    public Map<String, String> parameters() {
        String query = uri.isOpaque() ? null : uri.getRawQuery();
        if (query == null || query.isEmpty()) {
            return Map.of();
        }
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> decoded(pair[0]),
                        pair -> pair.length == 1 ? "" : decoded(pair[1]),
                        (first, second) -> second,
                        LinkedHashMap::new));
    }

    private static URI parseUri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException wrong) {
            throw malformed(text, wrong.getReason() + "; " + FORM);
        }
    }

    private static Transport transport(String text, String name) {
        return Arrays.stream(Transport.values())
                .filter(transport ->
                        transport != Transport.DEFAULT && transport.uriName().equals(name))
                .findFirst()
                .orElseThrow(() -> malformed(text, "unknown transport '%s'; %s".formatted(name, FORM)));
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException("'%s' is not a host URI: %s".formatted(text, why));
    }

    private static String decoded(String text) {
        // Percent signs only: '+' stands for itself in a socket path.
        return URI.create("x:///?" + text).getQuery();
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
