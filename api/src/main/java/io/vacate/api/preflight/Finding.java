package io.vacate.api.preflight;

import java.util.Set;

/**
 * One thing found before a migration.
 *
 * @param severity what it means
 * @param check what was checked
 * @param message one sentence with names and values and, where there is one, the next step
 */
public record Finding(Severity severity, Check check, String message) {
    /**
     * Tells whether the migration is refused because of this.
     *
     * @param forced the checks whose risks are accepted
     */
    public boolean refuses(Set<Check> forced) {
        return severity == Severity.BLOCKER || (severity == Severity.RISK && !forced.contains(check));
    }

    @Override
    public String toString() {
        return "%s (%s): %s".formatted(severity, check, message);
    }
}
