package io.vacate.api.time;

import java.time.Duration;
import java.time.InstantSource;

/**
 * A clock that can also call back later. Everything that waits takes one, so that a simulated hour passes in
 * milliseconds and a test never sleeps.
 *
 * <p>Thread-safe. Tasks run one at a time on a thread of the time source and must not block; what they throw is logged
 * and otherwise ignored.
 */
public interface TimeSource extends InstantSource {
    /**
     * Returns the machine's clock and one shared daemon timer thread. The clock is the wall clock of the moment in which it is
     * first asked, advanced by the monotonic clock from then on: it never jumps, whoever sets the wall clock, and so may
     * differ from that by as much as the wall clock was set since.
     */
    static TimeSource system() {
        return SystemTimeSource.INSTANCE;
    }

    /**
     * Runs {@code task} once, {@code delay} from now.
     *
     * @param delay how long to wait; zero or negative means as soon as possible
     * @return a handle with which the task can be cancelled
     */
    ScheduledTask schedule(Duration delay, Runnable task);

    /**
     * Runs, soon, a task that may block, as a timed task may not: on a daemon thread of its own, unless the time source knows
     * better. A simulation runs it on the thread on which its time passes, so that it always comes at the same time.
     */
    default void runBlocking(Runnable task) {
        Thread thread = new Thread(task, "vacate-blocking");
        thread.setDaemon(true);
        thread.start();
    }
}
