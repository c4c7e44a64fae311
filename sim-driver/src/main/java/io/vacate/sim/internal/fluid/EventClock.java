package io.vacate.sim.internal.fluid;

import io.vacate.api.time.ScheduledTask;

/** The time in which data flows. */
public interface EventClock {
    /** Returns the time in nanoseconds since the world began. */
    long nanos();

    /** Runs an action of the world at a time in nanoseconds since the world began. */
    ScheduledTask at(long nanos, Runnable action);
}
