package io.vacate.api.error;

import io.vacate.api.preflight.Finding;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A migration was checked before it started and refused, because it cannot succeed or, unless it is forced, because it may
 * do harm. Nothing has changed.
 */
public final class MigrationRefusedException extends HypervisorException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    /** Names the VM and the destination, and tells all that was found; {@code findings} are the reasons, at least one. */
    public MigrationRefusedException(String vm, String destination, List<Finding> findings) {
        super(
                "VM '%s' cannot move to %s: %s; nothing was changed"
                        .formatted(
                                vm,
                                destination,
                                findings.stream().map(Finding::message).collect(Collectors.joining("; "))),
                null,
                null);
        this.findings = List.copyOf(findings);
    }

    /** Says what the hypervisor itself refused to do; there are no findings then. */
    public MigrationRefusedException(String message, @Nullable NativeError nativeError) {
        super(message, nativeError, null);
        findings = List.of();
    }

    /** Returns why, the gravest first; none if it was the hypervisor that refused. */
    public List<Finding> findings() {
        return findings;
    }
}
