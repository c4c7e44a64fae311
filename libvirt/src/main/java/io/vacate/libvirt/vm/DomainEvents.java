package io.vacate.libvirt.vm;

import com.google.common.util.concurrent.MoreExecutors;
import com.sun.jna.Pointer;
import io.vacate.api.time.TimeSource;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.Subscription;
import io.vacate.api.vm.VmEvent;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.Connection;
import io.vacate.libvirt.connection.DomainUuid;
import io.vacate.libvirt.connection.NativeLibvirt;
import io.vacate.libvirt.jna.LibvirtLibrary.JobCompletedCallback;
import io.vacate.libvirt.jna.LibvirtLibrary.MigrationIterationCallback;
import io.vacate.libvirt.jna.TypedParameters;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt.VirConnectDomainEventCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection's host reports of its VMs. On the event loop's thread an event is only copied; listeners are called in
 * its order on another thread, so that a slow one delays no keepalive. Thread-safe.
 */
public final class DomainEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DomainEvents.class);

    private static final int LIFECYCLE = 0;
    private static final int MIGRATION_ITERATION = 20;
    private static final int JOB_COMPLETED = 21;

    private final TimeSource clock;
    private final UnaryOperator<VmEvent> retelling;
    private final Executor inOrder = MoreExecutors.newSequentialExecutor(NativeLibvirt.threads());
    private final List<Registration> listeners = new CopyOnWriteArrayList<>();
    private final List<JobListener> jobs = new CopyOnWriteArrayList<>();

    /**
     * Has heard of nothing yet.
     *
     * @param clock tells when an event came: libvirt does not
     * @param retelling turns an event as libvirt words it into what subscribers are told
     */
    public DomainEvents(TimeSource clock, UnaryOperator<VmEvent> retelling) {
        this.clock = clock;
        this.retelling = retelling;
    }

    /** What a job wants to know of its VM. Called in the order of the events. */
    public interface JobListener {
        /** Returns the VM that it listens for. */
        VmId vm();

        /** A round of pre-copy has begun. */
        default void iterationBegun(int iteration, Instant time) {}

        /** The VM has ended at the source, and not because it was handed over. */
        default void vmEnded(StateReason reason) {}

        /** The source has stopped the VM in order to hand it over. */
        default void switchOverBegun(Instant time) {}

        /** The source has handed the VM over while most of its memory is still to follow. */
        default void postCopyBegun(Instant time) {}

        /** The VM runs here, and all of it is here. */
        default void arrived(Instant time) {}

        /** The job has ended, well or not. */
        default void jobCompleted(TypedParameters statistics) {}
    }

    /** Has a connection report to this, for as long as it stands. */
    public void listenTo(Connection connection) {
        VirConnectDomainEventCallback lifecycle = (conn, domain, event, detail, opaque) -> {
            guarded(() -> lifecycle(domain, event, detail));
            return 0;
        };
        MigrationIterationCallback iteration =
                (conn, domain, number, opaque) -> guarded(() -> iteration(domain, number));
        JobCompletedCallback completed =
                (conn, domain, parameters, count, opaque) -> guarded(() -> completed(domain, parameters, count));
        connection.register(LIFECYCLE, lifecycle);
        connection.register(MIGRATION_ITERATION, iteration);
        connection.register(JOB_COMPLETED, completed);
    }

    /** Has {@code listener} told of all VMs until it takes that back. */
    public Subscription subscribe(Consumer<VmEvent> listener) {
        Registration registration = new Registration(listener);
        listeners.add(registration);
        return registration;
    }

    /** One subscription; a listener that subscribes twice has two. */
    private final class Registration implements Subscription {
        private final Consumer<VmEvent> listener;

        Registration(Consumer<VmEvent> listener) {
            this.listener = listener;
        }

        @Override
        public void close() {
            listeners.remove(this);
        }
    }

    /** Has a job told of its VM. */
    public void add(JobListener job) {
        jobs.add(job);
    }

    /** Takes {@link #add} back. */
    public void remove(JobListener job) {
        jobs.remove(job);
    }

    private void lifecycle(DomainPointer domain, int event, int detail) {
        if (!DomainStates.isKnownEvent(event)) {
            return;
        }
        VmId vm = id(domain);
        String name = NativeLibvirt.library().virDomainGetName(domain);
        VmEvent told = retelling.apply(new VmEvent(
                vm,
                name == null ? vm.toString() : name,
                DomainStates.eventKind(event),
                DomainStates.eventReason(event, detail),
                clock.instant()));
        inOrder.execute(() -> {
            forEachJob(vm, job -> tell(job, event, detail, told.time()));
            listeners.forEach(registration -> guarded(() -> registration.listener.accept(told)));
        });
    }

    private static void tell(JobListener job, int event, int detail, Instant time) {
        if (event == DomainStates.EVENT_SUSPENDED && detail == DomainStates.SUSPENDED_MIGRATED) {
            job.switchOverBegun(time);
        } else if (event == DomainStates.EVENT_SUSPENDED && detail == DomainStates.SUSPENDED_POST_COPY) {
            job.postCopyBegun(time);
        } else if (event == DomainStates.EVENT_RESUMED && detail == DomainStates.RESUMED_MIGRATED) {
            job.arrived(time);
        } else if (event == DomainStates.EVENT_STOPPED && detail != DomainStates.STOPPED_MIGRATED) {
            job.vmEnded(DomainStates.eventReason(event, detail));
        }
    }

    private void iteration(DomainPointer domain, int number) {
        VmId vm = id(domain);
        Instant time = clock.instant();
        inOrder.execute(() -> forEachJob(vm, job -> job.iterationBegun(number, time)));
    }

    private void completed(DomainPointer domain, @Nullable Pointer parameters, int count) {
        VmId vm = id(domain);
        TypedParameters statistics = TypedParameters.read(parameters, count);
        inOrder.execute(() -> forEachJob(vm, job -> job.jobCompleted(statistics)));
    }

    private void forEachJob(VmId vm, Consumer<JobListener> action) {
        for (JobListener job : jobs) {
            if (job.vm().equals(vm)) {
                guarded(() -> action.accept(job));
            }
        }
    }

    /** What is thrown must not reach C, nor keep other listeners from their event. */
    private static void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | AssertionError failure) {
            LOG.warn("A listener for VM events failed", failure);
        }
    }

    private static VmId id(DomainPointer domain) {
        return DomainUuid.of(NativeLibvirt.library(), domain);
    }

    /** Tells nobody anything any more. */
    @Override
    public void close() {
        listeners.clear();
        jobs.clear();
    }
}
