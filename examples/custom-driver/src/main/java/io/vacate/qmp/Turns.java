package io.vacate.qmp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives a task one turn after the other on a few threads that all tasks share: so that a hundred migrations need no hundred
 * threads. Thread-safe.
 */
final class Turns {
    private static final Logger LOG = System.getLogger(Turns.class.getName());

    /** Turns block while QEMU answers, mostly for a millisecond. */
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(4, task -> {
        Thread thread = new Thread(task, "vacate-qmp-migrations");
        thread.setDaemon(true);
        return thread;
    });

    private final Runnable task;
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    Turns(Runnable task) {
        this.task = task;
    }

    /** Has the task run once more, soon; several wishes before it runs are one. */
    void wake() {
        if (!over.get() && wanted.getAndIncrement() == 0) {
            THREADS.execute(this::take);
        }
    }

    /** No turn begins any more. */
    void end() {
        over.set(true);
    }

    private void take() {
        int seen = wanted.get();
        try {
            if (!over.get()) {
                task.run();
            }
        } catch (RuntimeException | AssertionError failed) {
            LOG.log(Level.WARNING, "A migration's turn failed", failed);
        } finally {
            if (!wanted.compareAndSet(seen, 0)) {
                wanted.set(1);
                THREADS.execute(this::take);
            }
        }
    }
}
