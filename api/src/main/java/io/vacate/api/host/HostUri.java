package io.vacate.api.host;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The address of a host: {@code driver[+transport]:…}, such as {@code kvm+tls://node7/system},
 * {@code kvm+unix:///system?socket=/run/libvirt/libvirt-sock} or {@code sim:rack.yaml#alpha}.
 *
 * <p>It is split here, and its host name checked; what path and parameters mean is the driver's to say. Host names may have
 * underscores and labels of digits, as ssh and resolvers take them. Plain TCP is used only where the URI says {@code +tcp}.
 * An address that carries a password is refused without showing it, because addresses are printed and logged.
 *
 * <p>Two addresses are equal if their texts are. Immutable and thread-safe.
 */
public final class HostUri {
    private static final Pattern PARTS = Pattern.compile(
            "(?<scheme>[^:/?#]+):(?://(?<authority>[^/?#]*))?(?<path>[^?#]*)(?:\\?(?<query>[^#]*))?(?:#(?<fragment>.*))?");
    private static final Pattern DRIVER = Pattern.compile("[a-z][a-z0-9-]*");
    private static final String FORM = "use driver[+unix|+tls|+ssh|+tcp]:address, such as kvm+tls://node7/system";

    private final String text;
    private final String driver;
    private final Transport transport;
    private final @Nullable Authority authority;
    private final String path;
    private final @Nullable String query;
    private final @Nullable String fragment;

    private HostUri(String text, String driver, Transport transport, @Nullable Authority authority, Matcher parts) {
        this.text = text;
        this.driver = driver;
        this.transport = transport;
        this.authority = authority;
        path = PercentCode.decoded(parts.group("path"));
        query = parts.group("query");
        fragment = parts.group("fragment");
    }

    /**
     * Reads an address. Blanks in it are taken for {@code %20}.
     *
     * @throws IllegalArgumentException if {@code text} is not one, or carries a password; the message names what is wrong, and
     *     shows the text unless it {@linkplain #carriesPassword may carry a password}
     */
    public static HostUri parse(String text) {
        Passwords.requireNone(text);
        String address = text.replace(" ", "%20");
        if (address.chars().anyMatch(Character::isISOControl)) {
            throw malformed(text, "it has a control character; " + FORM);
        }
        Matcher parts = PARTS.matcher(address);
        if (!parts.matches()) {
            throw malformed(text, "it names no driver; " + FORM);
        }
        String[] scheme = parts.group("scheme").toLowerCase(Locale.ROOT).split("\\+", 2);
        if (!DRIVER.matcher(scheme[0]).matches()) {
            throw malformed(text, "'%s' is not the name of a driver; %s".formatted(scheme[0], FORM));
        }
        Transport transport = scheme.length == 1 ? Transport.DEFAULT : transport(text, scheme[0], scheme[1]);
        try {
            PercentCode.check(address);
            String authority = parts.group("authority");
            Authority host = authority == null || authority.isEmpty() ? null : Authority.parse(authority);
            return new HostUri(address, scheme[0], transport, host, parts);
        } catch (IllegalArgumentException wrong) {
            throw malformed(text, String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * Tells whether a text looks like an address with a password in it, percent-encoded or inside a parameter included, and so
     * must not be printed. When in doubt, it does.
     */
    public static boolean carriesPassword(String text) {
        return Passwords.isCarriedBy(text);
    }

    /** Returns the lower-case name of the driver, such as {@code "kvm"}. */
    public String driver() {
        return driver;
    }

    /** Returns how to reach the host. */
    public Transport transport() {
        return transport;
    }

    /** Returns the user to log in as, decoded; empty where the URI names none. */
    public Optional<String> user() {
        return Optional.ofNullable(authority).flatMap(Authority::namedUser);
    }

    /**
     * Returns the name or address of the remote host; empty where the URI names none. An IPv6 address has no brackets, and its
     * scope, if it has one, after a {@code %}.
     */
    public Optional<String> remoteHost() {
        return Optional.ofNullable(authority).map(Authority::host);
    }

    /** Returns the port, from 1 to 65535; empty where the URI names none. */
    public OptionalInt port() {
        return authority == null || authority.port() == 0 ? OptionalInt.empty() : OptionalInt.of(authority.port());
    }

    /** Returns the path, decoded: what stands before a {@code ?} or {@code #} and is no host; empty where there is none. */
    public String path() {
        return path;
    }

    /** Returns what follows the {@code #}, decoded; empty where there is none. */
    public Optional<String> fragment() {
        return Optional.ofNullable(fragment).map(PercentCode::decoded);
    }

    /** Returns the query's {@code name=value} pairs, decoded, in their order; a later one of the same name wins. */
    public Map<String, String> parameters() {
        if (query == null || query.isEmpty()) {
            return Map.of();
        }
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> PercentCode.decoded(pair[0]),
                        pair -> pair.length == 1 ? "" : PercentCode.decoded(pair[1]),
                        (first, second) -> second,
                        LinkedHashMap::new));
    }

    /**
     * Returns user, host and port as URIs have them, such as {@code root@[fd00::1]:2222}: encoded where libraries that read
     * URIs insist; empty where no host is named.
     */
    public Optional<String> encodedAuthority() {
        return Optional.ofNullable(authority).map(Authority::encoded);
    }

    /** Returns the same address for another driver and transport. */
    public HostUri with(String otherDriver, Transport otherTransport) {
        String name = otherTransport == Transport.DEFAULT ? "" : "+" + otherTransport.uriName();
        return parse(otherDriver + name + text.substring(text.indexOf(':')));
    }

    /** Returns the same address with one more parameter, at the end of its query. */
    public HostUri withParameter(String name, String value) {
        String rest = fragment == null ? "" : "#" + fragment;
        String before = text.substring(0, text.length() - rest.length());
        return parse("%s%s%s=%s%s"
                .formatted(
                        before,
                        query == null ? "?" : "&",
                        name,
                        PercentCode.encoded(value, c -> c == '.' || c == '-' || c == ':'),
                        rest));
    }

    private static Transport transport(String text, String driver, String name) {
        return Arrays.stream(Transport.values())
                .filter(transport ->
                        transport != Transport.DEFAULT && transport.uriName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        malformed(text, "unknown transport '%s'; %s".formatted(name, known(driver, name, text))));
    }

    private static String known(String driver, String name, String text) {
        return name.startsWith("libssh") ? "write %s+ssh%s".formatted(driver, text.substring(text.indexOf(':'))) : FORM;
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException("'%s' is not a host URI: %s".formatted(text, why));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HostUri uri && text.equals(uri.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the address as it was given, blanks as {@code %20}. */
    @Override
    public String toString() {
        return text;
    }
}
