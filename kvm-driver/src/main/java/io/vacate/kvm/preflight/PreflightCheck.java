package io.vacate.kvm.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.preflight.Severity;
import java.util.List;

/** Looks at one side of a migration. */
@FunctionalInterface
interface PreflightCheck {
    /** Returns what it finds, in any order. */
    List<Finding> findings(Move move);

    static Finding blocker(Check check, String message) {
        return new Finding(Severity.BLOCKER, check, message);
    }

    static Finding risk(Check check, String message) {
        return new Finding(Severity.RISK, check, message);
    }

    static Finding note(Check check, String message) {
        return new Finding(Severity.NOTE, check, message);
    }
}
