package io.vacate.api.preflight;

import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Everything that was found before a migration, the gravest first. It is what was true when the hosts were asked: they may
 * change before the migration starts.
 *
 * @param findings what was found; empty if nothing is worth telling
 */
public record Preflight(List<Finding> findings) {
    /** Sorts and copies the findings. */
    public Preflight {
        findings = findings.stream()
                .sorted(Comparator.comparing(Finding::severity).thenComparing(Finding::check))
                .toList();
    }

    /**
     * Returns the findings because of which the migration is refused.
     *
     * @param forced the checks whose risks are accepted
     */
    public List<Finding> refusals(Set<Check> forced) {
        return findings.stream().filter(finding -> finding.refuses(forced)).toList();
    }
}
