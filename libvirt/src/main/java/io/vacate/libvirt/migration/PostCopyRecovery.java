package io.vacate.libvirt.migration;

import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmStatus;
import io.vacate.libvirt.connection.NativeLibvirt;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.vm.VmLookups;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final LibvirtHost source;
    private final LibvirtHost destination;
    private final VmId vm;
    private final MigrationCall call;
    private final TimeSource clock;

    PostCopyRecovery(LibvirtHost source, LibvirtHost destination, VmId vm, MigrationCall call) {
        this.source = source;
        this.destination = destination;
        this.vm = vm;
        this.call = call;
        clock = source.options().timeSource();
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
        MigrationCommand again = command.resumption();
        Instant deadline = clock.instant().plus(PATIENCE);
        while (!over.getAsBoolean() && isWorthTrying()) {
            LOG.info("The post-copy migration of VM {} broke; taking it up again", vm);
            CompletableFuture<Void> attempt =
                    CompletableFuture.runAsync(() -> call.run(again), NativeLibvirt.threads());
            while (!attempt.isDone() && !isStuck(deadline) && !over.getAsBoolean()) {
                Pause.of(GLANCE, clock);
            }
            if (attempt.isDone() && hasSucceeded(attempt)) {
                return;
            }
            if (!attempt.isDone() || !clock.instant().isBefore(deadline)) {
                break;
            }
            Pause.of(PAUSE, clock);
        }
        throw cause;
    }

    /**
     * Tells whether an attempt that has not ended has not even begun to move memory. A processor of the VM that waits for
     * a page can keep the destination's QEMU from answering its libvirt, which then waits for good.
     */
    private boolean isStuck(Instant deadline) {
        return !clock.instant().isBefore(deadline) && isWorthTrying();
    }

    private boolean hasSucceeded(CompletableFuture<Void> attempt) {
        try {
            attempt.join();
            return true;
        } catch (CompletionException failed) {
            if (!(failed.getCause() instanceof HypervisorException notYet)) {
                throw failed;
            }
            LOG.debug("The post-copy migration of VM {} could not be taken up: {}", vm, notYet.getMessage());
            return false;
        }
    }

    /** A host that does not answer may do so later. */
    private boolean isWorthTrying() {
        try {
            return isBroken(VmLookups.status(source.connection(), vm))
                    && VmLookups.status(destination.connection(), vm).state().mayRun();
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
