package io.vacate.libvirt.migration;

import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until it is told otherwise. */
final class ManualClock implements TimeSource {
    private Instant now = Instant.EPOCH;

    void advance(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ScheduledTask schedule(Duration delay, Runnable task) {
        throw new UnsupportedOperationException("no test schedules with this clock");
    }
}
