package io.vacate.kvm.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import java.util.List;

/** Both ends must be able to do what is requested; the source's part was checked before. */
final class CapabilityCheck implements PreflightCheck {
    @Override
    public List<Finding> findings(Move move) {
        HostFacts destination = move.destination();
        return move.request().requiredCapabilities().stream()
                .filter(capability -> !destination.capabilities().contains(capability))
                .map(capability -> PreflightCheck.blocker(
                        Check.CAPABILITY,
                        "the destination %s (libvirt %s, QEMU %s) cannot do %s"
                                .formatted(destination.name(), destination.libvirt(), destination.qemu(), capability)))
                .toList();
    }
}
