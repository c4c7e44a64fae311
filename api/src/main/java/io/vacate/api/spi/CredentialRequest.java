package io.vacate.api.spi;

import io.vacate.api.host.HostUri;

/**
 * A question that a host has for the person who opens it.
 *
 * @param host the host that asks
 * @param kind what it asks for
 * @param prompt its own words; empty if it has none
 * @param isEchoed whether the answer may be shown while it is typed; never true for a password
 * @param attempt 1 for the first such question while a session opens; more if the answers so far were not accepted
 */
public record CredentialRequest(HostUri host, Kind kind, String prompt, boolean isEchoed, int attempt) {
    /** What is asked for. */
    public enum Kind {
        /** The name to log in with. */
        USER_NAME,
        /** A password or passphrase. */
        PASSWORD,
        /** An answer to what the prompt says, such as whether to trust an unknown host key. */
        OTHER
    }
}
