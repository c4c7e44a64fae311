package io.vacate.libvirt.migration;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.jna.LibvirtLibrary;
import io.vacate.libvirt.vm.VmLookups;
import java.time.Duration;
import java.util.Set;
import java.util.function.ToIntBiFunction;
import org.libvirt.jna.DomainPointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is asked of one migration while it runs. libvirt refuses most of it while it gets ready; such a request is kept and
 * repeated with each sample. Thread-safe.
 */
final class JobRequests {
    private static final Logger LOG = LoggerFactory.getLogger(JobRequests.class);

    private final LibvirtHost source;
    private final VmId vm;
    private final Set<Capability> capabilities;
    private final JobProgress progress;
    private final PostCopySwitch postCopy;
    private final MigrationLimits limits;
    private volatile boolean cancelled;
    private volatile boolean repeatLimits;
    private volatile boolean switchOver;
    private boolean paused;

    JobRequests(
            LibvirtHost source, VmId vm, Set<Capability> capabilities, JobProgress progress, PostCopySwitch postCopy) {
        this.source = source;
        this.vm = vm;
        this.capabilities = capabilities;
        this.progress = progress;
        this.postCopy = postCopy;
        limits = new MigrationLimits(source.connection(), vm);
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Sets what the request for the migration says. */
    void setDowntime(Duration limit) {
        limits.downtime(limit);
    }

    void restoreLimits() {
        limits.restore();
    }

    boolean bandwidth(DataRate limit) {
        boolean inPostCopy = progress.state() == MigrationState.POST_COPY;
        require(inPostCopy ? Capability.POST_COPY_BANDWIDTH : Capability.ADJUST_BANDWIDTH);
        if (limit.isZero()) {
            throw new IllegalArgumentException("limit must be more than 0");
        }
        return adjust(() -> {
            if (inPostCopy) {
                limits.postCopyBandwidth(limit);
            } else {
                limits.bandwidth(limit);
            }
        });
    }

    boolean downtime(Duration limit) {
        require(Capability.ADJUST_DOWNTIME);
        TransferLimits.requireDowntime(limit);
        return adjust(() -> limits.downtime(limit));
    }

    boolean compressionCache(DataSize size) {
        require(Capability.COMPRESSION_CACHE);
        TransferLimits.requireCache(size);
        return adjust(() -> limits.compressionCache(size));
    }

    private boolean adjust(Runnable change) {
        if (progress.state().isFinal()) {
            return false;
        }
        repeatLimits = progress.state() == MigrationState.PREPARING;
        try {
            change.run();
            return true;
        } catch (UnknownVmException | VmStateException left) {
            LOG.debug("Too late to adjust the migration of VM {}", vm, left);
            return false;
        }
    }

    boolean postCopy() {
        require(Capability.POST_COPY);
        if (!postCopy.isAllowed()) {
            throw new VmStateException(
                    "The migration of VM %s from %s was not requested with post-copy; it goes on as before"
                            .formatted(vm, source.uri()));
        }
        if (progress.state().compareTo(MigrationState.POST_COPY) >= 0) {
            return false;
        }
        postCopy.want();
        return true;
    }

    boolean switchOver() {
        require(Capability.FORCED_SWITCH_OVER);
        if (!progress.isLive() || progress.state().compareTo(MigrationState.POST_COPY) >= 0) {
            return false;
        }
        switchOver = true;
        repeatSwitchOver();
        return true;
    }

    /** While libvirt gets ready a pause would be an ordinary one, and the VM would arrive paused. */
    private synchronized void repeatSwitchOver() {
        if (switchOver && !paused && progress.state() == MigrationState.COPYING) {
            paused = attempt("pause VM %s for its switch-over", LibvirtLibrary::virDomainSuspend);
        }
    }

    /** Lets a VM run on that this paused; tells whether it did. */
    synchronized boolean resumeAfterSwitchOver() {
        return paused && attempt("resume VM %s after its migration", LibvirtLibrary::virDomainResume);
    }

    boolean cancel() {
        require(Capability.CANCEL);
        if (progress.state().isFinal()) {
            return false;
        }
        if (isInPostCopy()) {
            throw new VmStateException(
                    "VM %s is in the post-copy phase of its migration from %s, which has no way back; it goes on"
                            .formatted(vm, source.uri()));
        }
        cancelled = true;
        repeatCancel();
        return true;
    }

    /** The event that tells of post-copy may still be on its way. */
    private boolean isInPostCopy() {
        if (progress.state() == MigrationState.PREPARING || !postCopy.isAllowed()) {
            return false;
        }
        try {
            StateReason reason = VmLookups.status(source.connection(), vm).reason();
            if (reason == StateReason.POST_COPY || reason == StateReason.POST_COPY_FAILED) {
                progress.postCopyBegun(source.options().timeSource().instant());
            }
        } catch (UnknownVmException left) {
            LOG.debug("VM {} has left already", vm);
        }
        return progress.state() == MigrationState.POST_COPY;
    }

    /** libvirt has no job to abort while it gets ready. */
    void repeatCancel() {
        if (cancelled) {
            attempt("cancel the migration of VM %s", LibvirtLibrary::virDomainAbortJob);
        }
    }

    /** Repeats what libvirt could not do so far. */
    void repeat() {
        if (repeatLimits && progress.state().compareTo(MigrationState.COPYING) >= 0) {
            repeatLimits = false;
            limits.repeat();
        }
        repeatSwitchOver();
        postCopy.repeat();
    }

    private boolean attempt(String what, ToIntBiFunction<LibvirtLibrary, DomainPointer> call) {
        String doing = what.formatted(vm);
        Connection connection = source.connection();
        try {
            connection.withDomain(
                    vm, doing, (library, domain) -> connection.check(call.applyAsInt(library, domain), doing, vm));
            return true;
        } catch (UnknownVmException | VmStateException | OperationFailedException notNow) {
            LOG.debug("Not done yet: {}", notNow.getMessage());
            return false;
        }
    }

    private void require(Capability capability) {
        if (!capabilities.contains(capability)) {
            throw new UnsupportedCapabilityException(capability, source.uri());
        }
    }
}
