package io.vacate.orchestrator.execute;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The few threads on which hosts are asked. They end when there is nothing to ask, and keep no process alive. */
public final class Workers {
    private static final int THREADS = 8;
    private static final int IDLE_SECONDS = 5;
    private static final Executor SHARED = create();

    private Workers() {}

    /** Returns the executor that all executions of this process share. */
    public static Executor shared() {
        return SHARED;
    }

    private static Executor create() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "vacate-worker-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
