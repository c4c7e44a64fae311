package io.vacate.xen.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.preflight.PreflightCheck;
import java.util.List;
import java.util.Optional;

/** Whether the destination runs such guests, and has a CPU like that which the guest has seen since it booted. */
final class CpuCheck implements PreflightCheck {
    @Override
    public List<Finding> findings(Move move) {
        String destination = move.destination().name();
        Optional<String> obstacle =
                move.destination().platformObstacle(move.guestThere().platform());
        if (obstacle.isPresent()) {
            return List.of(PreflightCheck.blocker(
                    Check.MACHINE,
                    "the destination %s cannot run machine type '%s': %s"
                            .formatted(destination, move.guestThere().platform().machine(), obstacle.get())));
        }
        String here = move.source().cpu().model();
        String there = move.destination().cpu().model();
        if (here.equals(there)) {
            return List.of();
        }
        return List.of(PreflightCheck.risk(
                Check.CPU,
                ("the guest has seen the CPU of its host ('%s') since it booted, and the destination %s has another one"
                                + " ('%s'): it may crash when it uses what is no longer there")
                        .formatted(here, destination, there)));
    }
}
