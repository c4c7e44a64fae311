package io.vacate.orchestrator.execute;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after the other, in order, on threads of another executor. No task is lost: one that throws is logged, and
 * the next ones run; where the other executor takes no more they run on the caller's thread. Thread-safe.
 */
final class SerialExecutor implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    private final Executor threads;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean isRunning;

    SerialExecutor(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (isRunning) {
                return;
            }
            isRunning = true;
        }
        runOn(threads, this::runAll);
    }

    private void runAll() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException | Error failure) {
                LOG.error("A task failed", failure);
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (tasks) {
            isRunning = !tasks.isEmpty();
            return tasks.poll();
        }
    }

    /** Runs a task that never throws on an executor, or on the caller's thread if that takes no more. */
    static void runOn(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RuntimeException | Error rejected) {
            LOG.warn("No thread for a task, which runs on that of its caller", rejected);
            task.run();
        }
    }
}
