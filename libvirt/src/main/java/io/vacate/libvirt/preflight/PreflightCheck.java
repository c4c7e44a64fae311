package io.vacate.libvirt.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import java.util.List;

/** Looks at one side of a migration. */
@FunctionalInterface
public interface PreflightCheck {
    /** Returns what it finds, in any order. */
    List<Finding> findings(Move move);

    /** What keeps the migration from success. */
    static Finding blocker(Check check, String message) {
        return new Finding(Severity.BLOCKER, check, message);
    }

    /** What may do harm, or make it fail. */
    static Finding risk(Check check, String message) {
        return new Finding(Severity.RISK, check, message);
    }

    /** What is good to know. */
    static Finding note(Check check, String message) {
        return new Finding(Severity.NOTE, check, message);
    }
}
