package io.vacate.api.host;

import java.util.Locale;

/** How a driver reaches a host. */
public enum Transport {
    /** No transport named: the driver takes the local one where the URI names no host, {@link #TLS} where it does. */
    DEFAULT,
    /** A socket on this machine. */
    UNIX,
    /** TCP with TLS. */
    TLS,
    /** A tunnel through an SSH client. */
    SSH,
    /** TCP in plain text: neither encrypted nor authenticated. Never chosen unless named. */
    TCP;

    /** Returns the name in a URI's scheme, such as {@code "tls"}; empty for {@link #DEFAULT}. */
    public String uriName() {
        return this == DEFAULT ? "" : name().toLowerCase(Locale.ROOT);
    }
}
