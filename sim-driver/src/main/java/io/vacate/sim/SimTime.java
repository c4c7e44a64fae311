package io.vacate.sim;

import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import io.vacate.sim.internal.fluid.EventClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The time of a simulated world: a queue of events, each at its time, and a rule for when time passes.
 *
 * <p>Give one to one world; that world and everything that waits by it then share it. Events of the same time run in the
 * order in which they were scheduled, so that a world that is driven by hand always does the same.
 *
 * <p>Safe for use by several threads.
 */
public final class SimTime implements TimeSource {
    /** When time passes. */
    public enum Mode {
        /** Only while {@link #advance}, {@link #runUntilIdle} or {@link #runUntil} run, on their caller's thread. */
        MANUAL,
        /**
         * As fast as a daemon thread can run events, while there are any: by the time that a caller looks, hours may have
         * passed, and something that goes on for ever, such as a migration that does not converge, keeps a processor busy.
         */
        AUTOMATIC,
        /** As real time does, faster or slower by a factor; a daemon thread runs the events. */
        SCALED
    }

    /** The instant at which worlds begin: fixed, so that two runs show the same times. */
    public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration IDLE_LIMIT = Duration.ofDays(7);

    private final EventQueue queue;
    private final TimeDriver driver;
    private final AtomicBoolean taken = new AtomicBoolean();

    private SimTime(Mode mode, double factor) {
        queue = new EventQueue(mode == Mode.SCALED ? new ScaledPace(factor) : null);
        driver = new TimeDriver(queue, mode);
    }

    /** Returns time that passes only when told to, for tests: nothing runs on other threads. */
    public static SimTime manual() {
        return new SimTime(Mode.MANUAL, 1);
    }

    /** Returns time that passes as fast as events can be run, on a daemon thread. */
    public static SimTime automatic() {
        return new SimTime(Mode.AUTOMATIC, 1);
    }

    /**
     * Returns time that passes {@code factor} times as fast as real time, on a daemon thread.
     *
     * @throws IllegalArgumentException if {@code factor} is not a positive finite number
     */
    public static SimTime scaled(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("factor (%s) must be a positive number".formatted(factor));
        }
        return new SimTime(Mode.SCALED, factor);
    }

    /** Returns when time passes. */
    public Mode mode() {
        return driver.mode();
    }

    @Override
    public Instant instant() {
        return instantAt(nanos());
    }

    /** Returns the time since the world began. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos());
    }

    @Override
    public ScheduledTask schedule(Duration delay, Runnable task) {
        return driver.schedule(delay.isNegative() ? 0 : delay.toNanos(), task, false);
    }

    /** Runs a task now, on the thread on which time passes: what blocks here drives time itself. */
    @Override
    public void runBlocking(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    /**
     * Lets time pass, running what is due on this thread.
     *
     * @param time how long, at least 0; with 0, what is due now runs
     * @throws IllegalStateException if the mode is not {@link Mode#MANUAL}
     * @throws IllegalArgumentException if {@code time} is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time (%s) must not be negative".formatted(time));
        }
        driver.requireManual();
        long target = Math.addExact(nanos(), time.toNanos());
        while (driver.step(target)) {
            // Each step runs one event.
        }
        queue.passTo(target);
    }

    /**
     * Runs events on this thread until there are none, at most seven simulated days of them.
     *
     * @throws IllegalStateException if the mode is not {@link Mode#MANUAL}, or if after seven days there still are events:
     *     a migration that does not converge, or a task that schedules itself
     */
    public void runUntilIdle() {
        driver.requireManual();
        long limit = Math.addExact(nanos(), IDLE_LIMIT.toNanos());
        while (driver.step(limit)) {
            // Each step runs one event.
        }
        if (!queue.isEmpty()) {
            throw new IllegalStateException(
                    "There is still something to do after %s of simulated time: a migration that does not converge, or a"
                                    .formatted(IDLE_LIMIT)
                            + " task that schedules itself");
        }
    }

    /**
     * Waits until a stage completes: in {@link Mode#MANUAL} by running events on this thread, else by waiting for the
     * thread that does.
     *
     * @return the stage's result
     * @throws java.util.concurrent.CompletionException if the stage completes exceptionally
     * @throws IllegalStateException if no event is left that could complete it, or seven simulated days did not
     */
    public <T> T runUntil(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (mode() == Mode.MANUAL) {
            long limit = Math.addExact(nanos(), IDLE_LIMIT.toNanos());
            while (!future.isDone() && driver.step(limit)) {
                // Each step runs one event.
            }
            if (!future.isDone()) {
                throw new IllegalStateException(
                        queue.isEmpty()
                                ? "Nothing is left to happen that could complete the stage"
                                : "The stage did not complete within %s of simulated time".formatted(IDLE_LIMIT));
            }
        }
        return future.join();
    }

    /**
     * Becomes the time of a world, which begins.
     *
     * @throws IllegalStateException if it is another one's
     */
    void begin() {
        if (taken.getAndSet(true)) {
            throw new IllegalStateException("This time is another world's; give each world a time of its own");
        }
        queue.begin();
    }

    /** Returns what is to run under the world's lock, at its time. */
    EventClock clock() {
        return new EventClock() {
            @Override
            public long nanos() {
                return SimTime.this.nanos();
            }

            @Override
            public ScheduledTask at(long nanos, Runnable action) {
                return driver.schedule(Math.max(0, nanos - SimTime.this.nanos()), action, true);
            }
        };
    }

    /** Returns the nanoseconds since the world began. */
    long nanos() {
        return queue.now();
    }

    /** Schedules an action of the world, which runs under its lock. */
    ScheduledTask after(Duration delay, Runnable action) {
        return driver.schedule(delay.toNanos(), action, true);
    }

    /** Has a listener or a completion called now, outside the world's lock. */
    void post(Runnable call) {
        driver.schedule(0, call, false);
    }

    /** Blocks this thread until something has happened in the simulation. */
    void await(BooleanSupplier happened) {
        driver.await(happened);
    }

    EventQueue queue() {
        return queue;
    }

    /** Sets what runs after each event of the world, under its lock. */
    void afterEach(Runnable check) {
        driver.afterEach(check);
    }

    /** Drops all events and ends the thread, if there is one. */
    void stop() {
        driver.stop();
    }

    private static Instant instantAt(long nanos) {
        return BEGINNING.plusNanos(nanos);
    }

    @Override
    public String toString() {
        return "SimTime[%s, %s]".formatted(mode(), elapsed());
    }
}
