package io.vacate.api.time;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's clock, and one daemon thread that is started with the first task. */
final class SystemTimeSource implements TimeSource {
    static final SystemTimeSource INSTANCE = new SystemTimeSource();

    private static final Logger LOG = System.getLogger(SystemTimeSource.class.getName());

    private final ScheduledThreadPoolExecutor timer = newTimer();

    private SystemTimeSource() {}

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
        return Instant.now();
    }

    @Override
    public ScheduledTask schedule(Duration delay, Runnable task) {
        Future<?> future = timer.schedule(() -> runLogged(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private static void runLogged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | AssertionError failure) {
            LOG.log(Level.WARNING, "A timed task failed", failure);
        }
    }
}
