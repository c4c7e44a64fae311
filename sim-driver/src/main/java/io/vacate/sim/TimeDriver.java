package io.vacate.sim;

import io.vacate.api.time.ScheduledTask;
import io.vacate.sim.EventQueue.Event;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the events of a queue one at a time, be it on a thread of its own or on whichever thread asks. Thread-safe. */
final class TimeDriver {
    private static final Logger LOG = LoggerFactory.getLogger(TimeDriver.class);

    private static final int MOST_LAST_STEPS = 100_000;

    private final EventQueue queue;
    private final SimTime.Mode mode;
    /** Held while an event runs, so that events run one at a time. Taken before the queue's lock, never after it. */
    private final ReentrantLock driving = new ReentrantLock();

    private volatile boolean stopped;
    private volatile Runnable afterEach = () -> {};
    private @Nullable Thread thread;

    TimeDriver(EventQueue queue, SimTime.Mode mode) {
        this.queue = queue;
        this.mode = mode;
    }

    SimTime.Mode mode() {
        return mode;
    }

    void afterEach(Runnable check) {
        afterEach = check;
    }

    void requireManual() {
        if (mode != SimTime.Mode.MANUAL) {
            throw new IllegalStateException(
                    "Time passes by itself (%s); only manual time can be driven".formatted(mode));
        }
    }

    ScheduledTask schedule(long delayNanos, Runnable action, boolean underLock) {
        if (stopped) {
            return () -> {};
        }
        Event event = queue.add(delayNanos, action, underLock);
        if (mode != SimTime.Mode.MANUAL) {
            startThread();
        }
        return () -> queue.remove(event);
    }

    private void startThread() {
        queue.lock().lock();
        try {
            if (thread == null && !stopped) {
                thread = new Thread(this::drive, "vacate-sim");
                thread.setDaemon(true);
                thread.start();
            }
        } finally {
            queue.lock().unlock();
        }
    }

    private void drive() {
        try {
            while (!stopped) {
                if (!step(queue.dueLimit())) {
                    queue.awaitDue();
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the next event if it is due by {@code limit}. */
    boolean step(long limit) {
        driving.lock();
        try {
            Event event = queue.takeDue(limit);
            if (event == null) {
                return false;
            }
            if (event.underLock) {
                runInWorld(event.action);
            } else {
                runOutside(event.action);
            }
            queue.signal();
            return true;
        } finally {
            driving.unlock();
        }
    }

    private void runInWorld(Runnable action) {
        queue.lock().lock();
        try {
            action.run();
            afterEach.run();
        } catch (RuntimeException | Error failure) {
            if (mode == SimTime.Mode.MANUAL) {
                throw failure;
            }
            LOG.error("The simulation failed; its world may be inconsistent", failure);
        } finally {
            queue.lock().unlock();
        }
    }

    private static void runOutside(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            LOG.warn("A timed task or a listener failed", failure);
        }
    }

    /**
     * Blocks until something has happened. Where no other thread drives, or this one is it, this one runs the events.
     */
    void await(BooleanSupplier happened) {
        boolean mine = mode == SimTime.Mode.MANUAL || driving.isHeldByCurrentThread();
        while (!holds(happened)) {
            if (stopped) {
                return;
            }
            if (!mine) {
                awaitSignal(happened);
            } else if (!step(queue.dueLimit())) {
                if (mode == SimTime.Mode.MANUAL) {
                    throw new IllegalStateException("Nothing is left to happen that could end this call");
                }
                sleepUntilDue();
            }
        }
    }

    private boolean holds(BooleanSupplier happened) {
        queue.lock().lock();
        try {
            return happened.getAsBoolean();
        } finally {
            queue.lock().unlock();
        }
    }

    private void awaitSignal(BooleanSupplier happened) {
        queue.lock().lock();
        try {
            if (!happened.getAsBoolean() && !stopped) {
                queue.awaitSignal();
            }
        } catch (InterruptedException interrupted) {
            throw interruptedWhileWaiting(interrupted);
        } finally {
            queue.lock().unlock();
        }
    }

    private void sleepUntilDue() {
        try {
            queue.awaitDue();
        } catch (InterruptedException interrupted) {
            throw interruptedWhileWaiting(interrupted);
        }
    }

    private static IllegalStateException interruptedWhileWaiting(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting for simulated time; the operation goes on", cause);
    }

    /** Calls what is due now, so that nobody waits for a completion that would never come, and ends time. */
    void stop() {
        long now = queue.now();
        for (int steps = 0; steps < MOST_LAST_STEPS && step(now); steps++) {
            // Each step runs one event.
        }
        stopped = true;
        queue.close();
    }
}
