package io.vacate.api.host;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a host URI that names the remote host. {@link java.net.URI} knows no host in it if its name has an underscore or
 * ends in a label that begins with a digit, though resolvers, ssh and libvirt take both.
 *
 * @param user decoded; empty if none is named
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port from 1 to 65535, or 0 if none is named
 */
record Authority(String user, String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:(?<user>.*)@)?(?<host>\\[[^\\]]*\\]|[^:\\[\\]]*)(?::(?<port>.*))?");
    private static final Pattern NAME =
            Pattern.compile("LABEL(?:\\.LABEL)*\\.?".replace("LABEL", "[A-Za-z0-9_][A-Za-z0-9_-]{0,62}"));
    private static final Pattern IPV6 =
            Pattern.compile("\\[(?<address>[0-9A-Fa-f:]+(?:[0-9.]+)?)(?:%(?:25)?(?<scope>[A-Za-z0-9_.~-]+))?\\]");

    /** @throws IllegalArgumentException if it is none; the message says what is wrong with which part */
    static Authority parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'%s' is not a host name".formatted(text));
        }
        String user = parts.group("user");
        if (user != null && user.isEmpty()) {
            throw new IllegalArgumentException("the user before the '@' is empty");
        }
        String host = host(String.valueOf(parts.group("host")), parts.group("port"));
        return new Authority(user == null ? "" : PercentCode.decoded(user), host, port(parts.group("port")));
    }

    private static String host(String text, @Nullable String port) {
        Matcher address = IPV6.matcher(text);
        if (address.matches() && address.group("address").contains(":")) {
            String scope = address.group("scope");
            return address.group("address") + (scope == null ? "" : "%" + scope);
        }
        if (port != null && port.contains(":")) {
            throw new IllegalArgumentException("'%s:%s' is not a host name; an IPv6 address needs brackets: [%s:%s]"
                    .formatted(text, port, text, port));
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("it names no host");
        }
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a host name: letters, digits, '-', '_' and dots make one".formatted(text));
        }
        return text;
    }

    private static int port(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port '%s' must be a number from 1 to 65535".formatted(text));
        }
        return port;
    }

    Optional<String> namedUser() {
        return user.isEmpty() ? Optional.empty() : Optional.of(user);
    }

    String encoded() {
        String login = user.isEmpty() ? "" : PercentCode.encoded(user, c -> "-._~!$&'()*+,;=".indexOf(c) >= 0) + "@";
        String name = host.contains(":") ? "[" + host.replace("%", "%25") + "]" : host;
        return login + name + (port == 0 ? "" : ":" + port);
    }
}
