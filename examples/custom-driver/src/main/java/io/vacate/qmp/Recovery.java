package io.vacate.qmp;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.host.HostUri;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Settles migrations whose program died, and removes VMs that ended and have no definition that stays. */
final class Recovery {
    private static final Logger LOG = System.getLogger(Recovery.class.getName());

    private Recovery() {}

    static void settle(HostFolder host) {
        for (VmFolder folder : host.vms()) {
            try {
                folder.leaving().ifPresent(leaving -> settle(host.uri(), folder, new VmFolder(leaving.destination())));
                folder.arriving().ifPresent(arriving -> settle(host.uri(), new VmFolder(arriving.source()), folder));
                if (!folder.isPersistent() && folder.arriving().isEmpty() && !folder.isAlive()) {
                    folder.delete();
                }
            } catch (HypervisorException failed) {
                LOG.log(
                        Level.WARNING,
                        "VM {0} on {1} could not be settled: {2}",
                        folder.id(),
                        host.uri(),
                        failed.getMessage());
            }
        }
    }

    private static void settle(HostUri uri, VmFolder source, VmFolder destination) {
        if (!destination.exists()) {
            source.stayed();
            return;
        }
        // Whoever leads the migration has the claim, until its program dies.
        Optional<Claim> claim = Claim.take(destination.migrationLock());
        if (claim.isPresent()) {
            try (Claim held = claim.get();
                    Machine here = new Machine(uri, source, message -> {}, () -> {});
                    Machine there = new Machine(uri, destination, message -> {}, () -> {})) {
                new Handover(here, there, new Handover.Watcher() {}).step();
            }
        }
    }
}
