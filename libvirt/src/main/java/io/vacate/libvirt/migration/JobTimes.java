package io.vacate.libvirt.migration;

import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a migration passed its milestones, and the phases that lie between them. Not thread-safe. */
final class JobTimes {
    private final Instant requested;
    private final boolean live;
    private @Nullable Instant copying;
    private @Nullable Instant stopped;
    private @Nullable Instant postCopy;
    private @Nullable Instant arrived;

    JobTimes(Instant requested, boolean live) {
        this.requested = requested;
        this.live = live;
    }

    boolean isLive() {
        return live;
    }

    Duration sinceRequest(Instant now) {
        return Duration.between(requested, now);
    }

    void copying(Instant time) {
        if (copying == null) {
            copying = time;
        }
    }

    void iterationBegun(int number, Instant time) {
        if (copying == null || (number == 1 && time.isBefore(copying))) {
            copying = time;
        }
    }

    void stopped(Instant time) {
        if (stopped == null) {
            stopped = time;
        }
    }

    void postCopyBegun(Instant time) {
        stopped(time);
        if (postCopy == null) {
            postCopy = time;
        }
    }

    void arrived(Instant time) {
        if (arrived == null) {
            arrived = time;
        }
    }

    /** Returns how long the VM stood still; {@code counted} is what libvirt says, which knows of the last round only. */
    Optional<Duration> downtime(Optional<Duration> counted) {
        if (live || counted.isEmpty() || stopped == null || arrived == null) {
            return counted;
        }
        return Optional.of(between(stopped, arrived));
    }

    /** Returns the time of each phase of a job that took so long. */
    Map<Phase, Duration> phases(Duration total, Optional<Duration> downtime) {
        Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
        Instant end = requested.plus(total);
        Instant begin = begin();
        if (begin == null) {
            phases.put(Phase.PREPARE, total);
            return phases;
        }
        phases.put(Phase.PREPARE, between(requested, begin));
        Instant copied = stopped == null ? end : stopped;
        if (live) {
            phases.put(Phase.COPY, between(begin, copied));
        }
        if (stopped != null && downtime.isPresent()) {
            phases.put(Phase.SWITCH_OVER, downtime.get());
            Instant running = copied.plus(downtime.get());
            Instant whole = postCopy == null ? running : arrived == null ? end : arrived;
            if (postCopy != null) {
                phases.put(Phase.POST_COPY, between(running, whole));
            }
            phases.put(Phase.FINISH, between(whole, end));
        }
        return phases;
    }

    private @Nullable Instant begin() {
        return live || stopped == null ? copying : stopped;
    }

    /** Returns the mean rate while memory moved, where that is known of a job that took so long. */
    Optional<DataRate> rate(Duration total, DataSize sent) {
        if (copying == null || sent.isZero()) {
            return Optional.empty();
        }
        Instant end = requested.plus(total);
        Instant last = live && postCopy == null ? stopped : arrived;
        Duration moving = between(copying, last == null ? end : last);
        return moving.isZero() ? Optional.empty() : Optional.of(DataRate.of(sent, moving));
    }

    private static Duration between(Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        return time.isNegative() ? Duration.ZERO : time;
    }

    static DataSize max(DataSize one, DataSize other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
