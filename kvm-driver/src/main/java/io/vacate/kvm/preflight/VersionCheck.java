package io.vacate.kvm.preflight;

import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.libvirt.host.LibvirtVersion;
import io.vacate.libvirt.preflight.HostFacts;
import io.vacate.libvirt.preflight.Move;
import io.vacate.libvirt.preflight.PreflightCheck;
import java.util.ArrayList;
import java.util.List;

/** Versions that do harm, and those that go backwards. */
final class VersionCheck implements PreflightCheck {
    /** The first QEMU whose emulated guests survive a migration: 7.2 corrupts their memory and reports success. */
    private static final LibvirtVersion SOUND_EMULATION = new LibvirtVersion(8, 0, 0);

    @Override
    public List<Finding> findings(Move move) {
        List<Finding> found = new ArrayList<>();
        LibvirtVersion from = move.source().hypervisor();
        LibvirtVersion to = move.destination().hypervisor();
        if (move.guest().platform().type().equals("qemu")) {
            unsoundEmulation(move.source(), found);
            unsoundEmulation(move.destination(), found);
        }
        if (isOlder(to, from)) {
            found.add(PreflightCheck.risk(
                    Check.VERSION,
                    ("the destination %s has QEMU %s, older than the source's %s: QEMU promises migration to newer versions"
                                    + " only")
                            .formatted(move.destination().name(), to, from)));
        }
        LibvirtVersion libvirtTo = move.destination().libvirt();
        if (isOlder(libvirtTo, move.source().libvirt())) {
            found.add(PreflightCheck.note(
                    Check.VERSION,
                    ("the destination %s has libvirt %s, older than the source's %s: should it not know something that this VM"
                                    + " has, it refuses the VM, which then runs on where it is")
                            .formatted(
                                    move.destination().name(),
                                    libvirtTo,
                                    move.source().libvirt())));
        }
        if (move.request().mode() instanceof MigrationMode.PostCopy) {
            unrecoverable(move.source(), found);
            unrecoverable(move.destination(), found);
        }
        return found;
    }

    private static void unrecoverable(HostFacts host, List<Finding> found) {
        if (!host.capabilities().contains(Capability.POST_COPY_RECOVERY)) {
            found.add(PreflightCheck.note(
                    Check.VERSION,
                    ("a post-copy that breaks is not taken up again, as %s has libvirt %s: that needs 8.5 or later, and 11.2 and"
                                    + " 11.3 crash of it")
                            .formatted(host.name(), host.libvirt())));
        }
    }

    private static void unsoundEmulation(HostFacts host, List<Finding> found) {
        if (host.hypervisor().compareTo(SOUND_EMULATION) < 0) {
            found.add(PreflightCheck.risk(
                    Check.VERSION,
                    ("it is emulated (without KVM) and %s has QEMU %s, which can corrupt the memory of such a VM when it"
                                    + " migrates: use QEMU 8 or later")
                            .formatted(host.name(), host.hypervisor())));
        }
    }

    private static boolean isOlder(LibvirtVersion version, LibvirtVersion than) {
        return !version.isAtLeast(than.major(), than.minor());
    }
}
