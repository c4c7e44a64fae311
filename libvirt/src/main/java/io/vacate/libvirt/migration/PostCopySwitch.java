package io.vacate.libvirt.migration;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.NativeLibvirt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a migration into its post-copy phase once it is time for that. Thread-safe. */
final class PostCopySwitch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostCopySwitch.class);

    private final Connection connection;
    private final TimeSource clock;
    private final VmId vm;
    private final Optional<Trigger> trigger;
    private @Nullable ScheduledTask timer;
    private boolean wanted;
    private boolean asked;
    private boolean closed;

    /** @param trigger when it is time; empty if the migration was not asked to allow post-copy */
    PostCopySwitch(Connection connection, TimeSource clock, VmId vm, Optional<Trigger> trigger) {
        this.connection = connection;
        this.clock = clock;
        this.vm = vm;
        this.trigger = trigger;
        wanted = trigger.filter(Trigger.Immediately.class::isInstance).isPresent();
    }

    /** The migration starts. */
    synchronized void start() {
        if (trigger.isPresent() && trigger.get() instanceof Trigger.AfterTime after) {
            timer = clock.schedule(after.time(), this::wantSoon);
        }
    }

    /** Tells whether the migration was asked to allow post-copy. */
    boolean isAllowed() {
        return trigger.isPresent();
    }

    /** Tells whether the hypervisor has agreed to go over to post-copy. */
    synchronized boolean isAsked() {
        return asked;
    }

    /** A round of pre-copy has begun. */
    void iterationBegun(int iteration) {
        if (trigger.isPresent() && trigger.get() instanceof Trigger.AfterIterations after) {
            if (iteration > after.iterations()) {
                wantSoon();
            }
        } else if (isWanted()) {
            wantSoon();
        }
    }

    private synchronized boolean isWanted() {
        return wanted;
    }

    /** Neither the thread of events nor that of the clock may wait for a host. */
    private void wantSoon() {
        NativeLibvirt.threads().execute(this::want);
    }

    /** It is time; until the hypervisor can do it, {@link #repeat} asks again. */
    synchronized void want() {
        wanted = true;
        repeat();
    }

    synchronized void repeat() {
        if (!wanted || asked || closed) {
            return;
        }
        String doing = "switch the migration of VM %s to post-copy".formatted(vm);
        try {
            connection.withDomain(
                    vm,
                    doing,
                    (library, domain) -> connection.check(library.virDomainMigrateStartPostCopy(domain, 0), doing, vm));
            asked = true;
        } catch (UnknownVmException | VmStateException | OperationFailedException notNow) {
            LOG.debug("No post-copy yet: {}", notNow.getMessage());
        }
    }

    /** The migration has ended. */
    @Override
    public synchronized void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
