package io.vacate.libvirt.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import java.util.List;

/** Both ends must be able to do what is requested; the source's part was checked before. */
public final class CapabilityCheck implements PreflightCheck {
    /** Makes the check; all are the same. */
    public CapabilityCheck() {}

    @Override
    public List<Finding> findings(Move move) {
        HostFacts destination = move.destination();
        return move.request().requiredCapabilities().stream()
                .filter(capability -> !destination.capabilities().contains(capability))
                .map(capability -> PreflightCheck.blocker(
                        Check.CAPABILITY,
                        "the destination %s (libvirt %s, %s %s) cannot do %s"
                                .formatted(
                                        destination.name(),
                                        destination.libvirt(),
                                        destination.hypervisorName(),
                                        destination.hypervisor(),
                                        capability)))
                .toList();
    }
}
