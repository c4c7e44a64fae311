package io.vacate.api.time;

/** A task that waits for its time. Thread-safe. */
@FunctionalInterface
public interface ScheduledTask {
    /** Drops the task unless it has begun. Idempotent; never throws. */
    void cancel();
}
