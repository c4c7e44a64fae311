package io.vacate.api.preflight;

/** What a finding means for the migration. */
public enum Severity {
    /** It cannot succeed, and is refused. */
    BLOCKER,
    /** It may do harm, and is refused unless the request accepts the risks of that check. */
    RISK,
    /** It is worth knowing, and is no reason to refuse. */
    NOTE
}
