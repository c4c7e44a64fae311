package io.vacate.api.migration;

import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A migration that a host has accepted: one VM on its way.
 *
 * <p>{@linkplain MigrationState States} only move forward. Safe for use by several threads. The {@code request…} methods
 * ask the host and return when it has taken note, not when the effect is there. What a driver must do is written in
 * {@code docs/driver-contract.md}, R10 to R15.
 */
public interface MigrationJob {
    /** Returns the VM that moves. */
    VmId vm();

    /** Returns where it comes from. */
    HostUri source();

    /** Returns where it goes. */
    HostUri destination();

    /** Returns where the migration stands, without asking the host. */
    default MigrationState state() {
        return progress().state();
    }

    /**
     * Returns the newest sample, without asking the host: the driver samples all of its jobs at its own interval, so a
     * display may call this as often as it likes. After the job ends, its last sample.
     */
    MigrationProgress progress();

    /**
     * Changes the bandwidth limit of the running migration; in the post-copy phase, the limit of that phase.
     *
     * @param limit new limit, more than 0
     * @return {@code false} if the job had already ended
     * @throws IllegalArgumentException if {@code limit} is 0; the job goes on as before
     * @throws UnsupportedCapabilityException without {@code ADJUST_BANDWIDTH}, or {@code POST_COPY_BANDWIDTH} in the
     *     post-copy phase; the job goes on as before
     * @throws HostUnreachableException if the source does not answer; the job may go on with either limit
     */
    boolean requestBandwidth(DataRate limit);

    /**
     * Changes the longest downtime that the running migration may cause.
     *
     * @param limit new limit, at least 1 ms; at most what the hypervisor takes, which is 2000 s for QEMU
     * @return {@code false} if the job had already ended
     * @throws IllegalArgumentException if {@code limit} is out of this range; the job goes on as before
     * @throws UnsupportedCapabilityException without {@code ADJUST_DOWNTIME}; the job goes on as before
     * @throws HostUnreachableException if the source does not answer; the job may go on with either limit
     */
    boolean requestDowntime(Duration limit);

    /**
     * Changes the size of the cache of {@link Compression#XBZRLE}.
     *
     * @param size new size, more than 0; the hypervisor may round it down
     * @return {@code false} if the job had already ended
     * @throws IllegalArgumentException if {@code size} is 0; the job goes on as before
     * @throws UnsupportedCapabilityException without {@code COMPRESSION_CACHE}; the job goes on as before
     * @throws HostUnreachableException if the source does not answer; the job may go on with either size
     */
    default boolean requestCompressionCache(DataSize size) {
        throw new UnsupportedCapabilityException(Capability.COMPRESSION_CACHE, source());
    }

    /**
     * Asks that a pre-copy stops the VM now and sends what is left, however long its downtime gets. The VM runs on at its
     * destination, or at its source if the migration fails.
     *
     * @return {@code false} if the job had already ended or is past its pre-copy
     * @throws UnsupportedCapabilityException without {@code FORCED_SWITCH_OVER}; the job goes on as before
     * @throws HostUnreachableException if the source does not answer; the job may go on either way
     */
    default boolean requestSwitchOver() {
        throw new UnsupportedCapabilityException(Capability.FORCED_SWITCH_OVER, source());
    }

    /**
     * Asks that the VM moves now and its memory follows. From then on a fault can lose the VM.
     *
     * @return {@code false} if the job had already ended or is in post-copy
     * @throws UnsupportedCapabilityException without {@code POST_COPY}; the job goes on as before
     * @throws VmStateException if the migration was not requested with mode {@link MigrationMode.PostCopy}; the job goes on
     *     as before
     * @throws HostUnreachableException if the source does not answer; the job may go on either way
     */
    boolean requestPostCopy();

    /**
     * Lets a migration that was requested with {@link MigrationRequest.Builder#holdSuspended()} go on once its VM is suspended. If
     * it is not yet, it will not stop when it gets there.
     *
     * @return {@code false} if the job had already ended, was told so before, or was not requested like that; it goes on as
     *     before
     * @throws UnsupportedCapabilityException without {@code HOLD_SUSPENDED}, and by jobs of modes that are never held; the job goes on
     *     as before
     */
    default boolean requestProceed() {
        throw new UnsupportedCapabilityException(Capability.HOLD_SUSPENDED, source());
    }

    /**
     * Completes once the VM is suspended and waits for {@link #requestProceed()}: its CPUs are free then, and its memory, unless
     * that is where its state waits. Of any other job, and of one that ends before, it completes with the job's end, whatever its
     * outcome; never exceptionally. Callbacks run on a thread of the driver and must not block.
     */
    default CompletionStage<Void> suspended() {
        return completion().handle((outcome, bug) -> null);
    }

    /**
     * Asks the host to stop this migration and returns. The VM stays on its source unless switch-over had begun;
     * {@link #completion()} says which.
     *
     * <p>In the post-copy phase there is no way back, and the request is refused.
     *
     * @return {@code false} if the job had already ended here; that is also so once the session was closed, while the
     *     hypervisors go on
     * @throws UnsupportedCapabilityException without {@code CANCEL}; the job goes on
     * @throws VmStateException in the post-copy phase; the job goes on
     * @throws HostUnreachableException if the source does not answer; the job may go on
     */
    boolean requestCancel();

    /**
     * Completes with the outcome once the hosts have been asked where the VM is, failure included; exceptionally only on
     * a driver bug. Callbacks run on a thread of the driver and must not block.
     */
    CompletionStage<MigrationOutcome> completion();
}
