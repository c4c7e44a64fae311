package io.vacate.kvm.preflight;

import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.guest.GuestCpu;
import io.vacate.libvirt.guest.GuestFacts;
import io.vacate.libvirt.preflight.HostFacts;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.preflight.PreflightCheck;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the destination has the VM's machine type, and all that its CPU promised to the guest. */
final class CpuCheck implements PreflightCheck {
    @Override
    public List<Finding> findings(Move move) {
        HostFacts destination = move.destination();
        GuestFacts guest = move.guestThere();
        Optional<String> obstacle = destination.platformObstacle(guest.platform());
        if (obstacle.isPresent()) {
            return List.of(PreflightCheck.blocker(
                    Check.MACHINE,
                    "the destination %s cannot run machine type '%s' as %s: %s"
                            .formatted(
                                    destination.name(),
                                    guest.platform().machine(),
                                    guest.platform().type(),
                                    obstacle.get())));
        }
        return guest.cpu().map(cpu -> cpu(move, cpu)).orElse(List.of());
    }

    private static List<Finding> cpu(Move move, GuestCpu cpu) {
        if (cpu.isOfItsHost()) {
            return likeItsHost(move, cpu);
        }
        // The definition of a VM that is off may name its CPU by reference to the host.
        return cpu.mode().equals("custom") && cpu.hasModel() ? listed(move, cpu) : List.of();
    }

    private static List<Finding> listed(Move move, GuestCpu cpu) {
        HostFacts destination = move.destination();
        return destination
                .cpuObstacle(move.guestThere().platform(), cpu.xml())
                .filter(lacking -> !isLackedBySource(move, cpu, lacking))
                .map(lacking -> {
                    String message = "the destination %s lacks a part of its CPU: %s";
                    return cpu.isChecked()
                            ? PreflightCheck.blocker(Check.CPU, message.formatted(destination.name(), lacking))
                            : PreflightCheck.risk(Check.CPU, message.formatted(destination.name(), lacking));
                })
                .map(List::of)
                .orElse(List.of());
    }

    /**
     * libvirt compares with what it knows of a host's CPU, which is not all that QEMU can do. What the source lacks by the same
     * comparison, while the VM runs there, QEMU does not insist on.
     */
    private static boolean isLackedBySource(Move move, GuestCpu cpu, String lacking) {
        if (move.guest().cpu().filter(cpu::equals).isEmpty()) {
            return false;
        }
        Set<String> here = move.source()
                .cpuObstacle(move.guest().platform(), cpu.xml())
                .map(CpuCheck::features)
                .orElse(Set.of());
        return here.containsAll(features(lacking));
    }

    /** Returns the features that a refusal names; the refusal itself if it names none. */
    private static Set<String> features(String refusal) {
        int colon = refusal.lastIndexOf("features: ");
        return colon < 0
                ? Set.of(refusal)
                : Set.of(refusal.substring(colon + "features: ".length()).split(",? +"));
    }

    /** A guest that sees all that its host has cannot be compared feature by feature. */
    private static List<Finding> likeItsHost(Move move, GuestCpu cpu) {
        boolean emulated = move.guest().platform().type().equals("qemu");
        String here = emulated
                ? "QEMU " + move.source().hypervisor()
                : move.source().cpu().model();
        String there = emulated
                ? "QEMU " + move.destination().hypervisor()
                : move.destination().cpu().model();
        if (!here.equals(there)) {
            return List.of(PreflightCheck.risk(
                    Check.CPU,
                    ("it has all of its host's CPU (%s), and the destination %s has another one: '%s' in place of '%s'; the"
                                    + " guest may crash when it uses what is no longer there")
                            .formatted(cpu.mode(), move.destination().name(), there, here)));
        }
        return emulated
                ? List.of()
                : List.of(PreflightCheck.note(
                        Check.CPU,
                        ("it has all of its host's CPU (%s): that is safe only between machines of one kind, with the same"
                                        + " microcode; both say '%s'")
                                .formatted(cpu.mode(), here)));
    }
}
