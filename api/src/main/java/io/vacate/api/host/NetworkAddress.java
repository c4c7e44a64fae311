package io.vacate.api.host;

import java.util.OptionalInt;

/**
 * A place in a network, such as {@code 10.79.0.2}, {@code node7-migration.lab}, {@code [fd00::7]:49152} or {@code fd00::7}.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param portNumber from 1 to 65535, or 0 if none is named
 */
public record NetworkAddress(String host, int portNumber) {
    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message names it and what is wrong
     */
    public static NetworkAddress parse(String text) {
        boolean isBareIpv6 = text.indexOf(':') != text.lastIndexOf(':') && !text.contains("[");
        try {
            Authority authority = Authority.parse(isBareIpv6 ? "[" + text + "]" : text);
            if (authority.namedUser().isPresent()) {
                throw new IllegalArgumentException("it has a user");
            }
            return new NetworkAddress(authority.host(), authority.port());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "'%s' is not a network address: %s; use a name or an IP address, such as 10.79.0.2"
                            .formatted(text, wrong.getMessage()));
        }
    }

    /** Returns the port; empty if none is named. */
    public OptionalInt port() {
        return portNumber == 0 ? OptionalInt.empty() : OptionalInt.of(portNumber);
    }

    /** Tells whether the host is an IP address, which means the same everywhere without being looked up. */
    public boolean isNumeric() {
        return host.contains(":") || host.matches("[0-9]+(\\.[0-9]+){3}");
    }

    /** Returns the address as URIs have it: IPv6 in brackets, a port after a colon. */
    @Override
    public String toString() {
        return new Authority("", host, portNumber).encoded();
    }
}
