package io.vacate.orchestrator.execute;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * On which threads an execution works. Thread-safe if both executors are.
 *
 * @param workers ask hosts where to start migrations and where VMs are; may be few, and all blocked by hosts that do not answer
 * @param prompt decides, cancels, and tells listeners; starts each task at once, whatever the others are blocked by
 */
public record Threads(Executor workers, Executor prompt) {
    /** A host that does not answer blocks no more of them than it may have migrations at once: others are left. */
    private static final int WORKERS = 2 * AtOnce.MOST;

    private static final int IDLE_SECONDS = 5;

    private static final Threads SHARED = new Threads(
            pool("vacate-worker-", WORKERS, WORKERS, new LinkedBlockingQueue<>()),
            pool("vacate-control-", 0, Integer.MAX_VALUE, new SynchronousQueue<>()));

    /**
     * Returns the daemon threads that all executions of this process share. They end when there is nothing to do, and keep no
     * process alive.
     */
    public static Threads shared() {
        return SHARED;
    }

    /**
     * Returns threads for everything from one executor: one that starts each task at once, as a cached pool does, or
     * {@code Runnable::run}, by which all is done on whatever thread has reason to, always in the same order.
     */
    public static Threads of(Executor all) {
        return new Threads(all, all);
    }

    private static Executor pool(String name, int core, int most, BlockingQueue<Runnable> queue) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(core, most, IDLE_SECONDS, TimeUnit.SECONDS, queue, task -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
