package io.vacate.libvirt.migration;

import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.host.LibvirtHost;
import io.vacate.libvirt.jna.TypedParameters;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statistics of one migration: while it runs from the source; afterwards, when the source knows the VM no more, from
 * the event that it sent with its last breath, or else from the destination. Thread-safe.
 */
final class JobStatistics {
    private static final Logger LOG = LoggerFactory.getLogger(JobStatistics.class);

    private static final int OF_COMPLETED = 1;
    private static final int KEEP_COMPLETED = 1 << 1;

    /** The event travels over another connection than the return of the call. */
    private static final long EVENT_PATIENCE_MILLIS = 1000;

    private final LibvirtHost source;
    private final LibvirtHost destination;
    private final VmId vm;
    private final boolean toldAtEnd;
    private final CompletableFuture<TypedParameters> event = new CompletableFuture<>();

    /** @param toldAtEnd whether the hypervisor sends the statistics of a job that has ended */
    JobStatistics(LibvirtHost source, LibvirtHost destination, VmId vm, boolean toldAtEnd) {
        this.source = source;
        this.destination = destination;
        this.vm = vm;
        this.toldAtEnd = toldAtEnd;
    }

    /** Takes what the event brought. */
    void completed(TypedParameters values) {
        event.complete(values);
    }

    JobSample now() {
        return now(source.connection(), vm);
    }

    /** Returns what a host says of a VM's job, none included. */
    static JobSample now(Connection connection, VmId vm) {
        return read(connection, vm, 0);
    }

    /** Tells whether the source has this migration under way, whoever started it. */
    boolean isUnderWay() {
        return now().isOutgoingMigration();
    }

    /** Returns the final statistics if the event has come already. */
    Optional<JobSample> completed() {
        return sample(Optional.ofNullable(event.getNow(null)));
    }

    /** Waits a little for the event, then asks the destination. */
    Optional<JobSample> awaitCompleted() {
        if (!toldAtEnd) {
            return Optional.empty();
        }
        try {
            event.get(EVENT_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException none) {
            LOG.debug("No event with the final statistics of VM {} came", vm);
        }
        return completed().or(this::fromDestination);
    }

    private Optional<JobSample> fromDestination() {
        try {
            return sample(Optional.of(read(destination.connection(), vm, OF_COMPLETED | KEEP_COMPLETED)
                    .values()));
        } catch (HypervisorException none) {
            LOG.debug("{} has no statistics of VM {}", destination.uri(), vm, none);
            return Optional.empty();
        }
    }

    private static Optional<JobSample> sample(Optional<TypedParameters> values) {
        return values.filter(known -> !known.isEmpty()).map(JobSample::ofCompleted);
    }

    private static JobSample read(Connection connection, VmId vm, int flags) {
        String doing = "read the statistics of the migration of VM " + vm;
        return connection.withDomain(vm, doing, (library, domain) -> {
            IntByReference type = new IntByReference();
            IntByReference count = new IntByReference();
            PointerByReference parameters = new PointerByReference();
            connection.check(library.virDomainGetJobStats(domain, type, parameters, count, flags), doing, vm);
            try {
                return new JobSample(type.getValue(), TypedParameters.read(parameters.getValue(), count.getValue()));
            } finally {
                library.virTypedParamsFree(parameters.getValue(), count.getValue());
            }
        });
    }
}
