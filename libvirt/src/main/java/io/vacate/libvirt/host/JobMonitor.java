package io.vacate.libvirt.host;

import com.google.common.util.concurrent.MoreExecutors;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.time.ScheduledTask;
import io.vacate.api.vm.VmId;
import io.vacate.libvirt.connection.NativeLibvirt;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Samples all running jobs of a session, one after the other, at each tick of one timer. It runs only while there are
 * jobs, and a host that answers slowly is asked less often. Thread-safe.
 */
public final class JobMonitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JobMonitor.class);

    private final SessionOptions options;
    private final List<Watched> jobs = new CopyOnWriteArrayList<>();
    // The time source's own thread must not block, and the hosts of other sessions must not wait for this one.
    private final Executor sampling = MoreExecutors.newSequentialExecutor(NativeLibvirt.threads());
    private @Nullable ScheduledTask next;
    private boolean closed;

    JobMonitor(SessionOptions options) {
        this.options = options;
    }

    /** What the monitor needs of a job. */
    public interface Watched {
        /** Returns the VM that moves. */
        VmId vm();

        /** Asks the host for a sample. May throw: a sample that fails says nothing about the job's end. */
        void sample();

        /** Tells the job that its host was closed, so that nobody watches it any more. */
        void abandon();
    }

    /** Has a job sampled from now on. */
    public synchronized void add(Watched job) {
        jobs.add(job);
        if (next == null && !closed) {
            scheduleNext();
        }
    }

    /** Has a job sampled no more; does nothing if it is not. */
    public void remove(Watched job) {
        jobs.remove(job);
    }

    private void scheduleNext() {
        next = options.timeSource().schedule(options.sampleInterval(), this::begin);
    }

    private void begin() {
        try {
            sampling.execute(this::sampleAll);
        } catch (RuntimeException | Error noThread) {
            LOG.warn("No thread to sample migrations on; the next tick tries again", noThread);
            goOn();
        }
    }

    private void sampleAll() {
        for (Watched job : jobs) {
            try {
                job.sample();
            } catch (RuntimeException | Error failure) {
                // Says nothing about the job's end: the VM may have just left this host. The other jobs are sampled on.
                LOG.debug("Sampling the migration of {} failed: {}", job.vm(), failure.toString());
            }
        }
        goOn();
    }

    private synchronized void goOn() {
        next = null;
        if (!closed && !jobs.isEmpty()) {
            scheduleNext();
        }
    }

    /** Stops sampling; jobs that still run are told that nobody watches them any more. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (next != null) {
                next.cancel();
            }
        }
        jobs.forEach(Watched::abandon);
        jobs.clear();
    }
}
