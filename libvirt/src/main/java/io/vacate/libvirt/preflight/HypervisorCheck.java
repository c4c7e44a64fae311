package io.vacate.libvirt.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import java.util.List;

/** What the source's hypervisor refuses by itself, where nothing that is known of the VM explains it already. */
public final class HypervisorCheck implements PreflightCheck {
    /** Makes the check; all are the same. */
    public HypervisorCheck() {}

    @Override
    public List<Finding> findings(Move move) {
        return move.answer()
                .refusal()
                .filter(refusal -> !move.explainsRefusal())
                .map(refusal -> List.of(PreflightCheck.blocker(
                        Check.HYPERVISOR,
                        "%s on %s refuses it: %s"
                                .formatted(
                                        move.source().hypervisorName(),
                                        move.source().name(),
                                        refusal))))
                .orElse(List.of());
    }
}
