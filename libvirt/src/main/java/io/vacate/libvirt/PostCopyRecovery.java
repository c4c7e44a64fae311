package io.vacate.libvirt;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a migration up again that broke in its post-copy phase, for as long as both halves of the VM are there and for a
 * limited time: the usual cause is a link that comes back. Used by one thread.
 */
final class PostCopyRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(PostCopyRecovery.class);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final LibvirtHost source;
    private final LibvirtHost destination;
    private final VmId vm;
    private final MigrationCall call;

    PostCopyRecovery(LibvirtHost source, LibvirtHost destination, VmId vm, MigrationCall call) {
        this.source = source;
        this.destination = destination;
        this.vm = vm;
        this.call = call;
    }

    /**
     * Tries until the migration has ended well or there is no point in trying on.
     *
     * @param command what began the migration
     * @param cause why it broke
     * @param over tells that nobody waits any more
     * @throws HypervisorException {@code cause}, if it did not end well
     */
    void recover(MigrationCommand command, HypervisorException cause, BooleanSupplier over) {
        TimeSource clock = source.options().timeSource();
        Instant deadline = clock.instant().plus(PATIENCE);
        MigrationCommand again = command.resumption();
        while (!over.getAsBoolean() && isWorthTrying()) {
            try {
                LOG.info("The post-copy migration of VM {} broke; taking it up again", vm);
                call.run(again);
                return;
            } catch (HypervisorException notYet) {
                LOG.debug("The post-copy migration of VM {} could not be taken up: {}", vm, notYet.getMessage());
            }
            if (!clock.instant().isBefore(deadline)) {
                break;
            }
            Pause.of(PAUSE, clock);
        }
        throw cause;
    }

    /** A host that does not answer may do so later. */
    private boolean isWorthTrying() {
        try {
            return isBroken(LibvirtSession.status(source.connection(), vm))
                    && LibvirtSession.status(destination.connection(), vm).state().isActive();
        } catch (UnknownVmException gone) {
            return false;
        } catch (HypervisorException silent) {
            LOG.debug("A half of VM {} cannot be seen: {}", vm, silent.getMessage());
            return true;
        }
    }

    private static boolean isBroken(VmStatus status) {
        return status.reason() == StateReason.POST_COPY_FAILED;
    }
}
