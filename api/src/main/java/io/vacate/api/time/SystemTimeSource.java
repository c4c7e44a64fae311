package io.vacate.api.time;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The wall clock as it was at the start, advanced by the machine's monotonic clock: whoever sets the wall clock moves no
 * deadline. Tasks run on one daemon thread that is started with the first of them.
 */
final class SystemTimeSource implements TimeSource {
    static final SystemTimeSource INSTANCE = new SystemTimeSource(InstantSource.system(), System::nanoTime);

    private static final Logger LOG = System.getLogger(SystemTimeSource.class.getName());

    private final LongSupplier nanos;
    private final Instant begin;
    private final long beginNanos;
    private final ScheduledThreadPoolExecutor timer = newTimer();

    /**
     * Starts now.
     *
     * @param wall read once
     * @param nanos never goes back and never jumps, as {@link System#nanoTime}
     */
    SystemTimeSource(InstantSource wall, LongSupplier nanos) {
        this.nanos = nanos;
        begin = wall.instant();
        beginNanos = nanos.getAsLong();
    }

    private static ScheduledThreadPoolExecutor newTimer() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "vacate-timer");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(nanos.getAsLong() - beginNanos);
    }

    @Override
    public ScheduledTask schedule(Duration delay, Runnable task) {
        Future<?> future = timer.schedule(() -> runLogged(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            LOG.log(Level.WARNING, "A timed task failed", failure);
        }
    }
}
