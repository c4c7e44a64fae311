package io.vacate.sim;

import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** When a migration did what. Not thread-safe: guarded by the world's lock. */
final class MigrationLog {
    private static final long NOT_YET = -1;

    private final SimTime time;
    private final long requestedAt;
    private final Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
    private Phase phase;
    private long phaseBegan;
    private boolean held;
    private long activeFrom = NOT_YET;
    private long copyingFrom = NOT_YET;
    private long pausedAt = NOT_YET;
    private long resumedAt = NOT_YET;
    private long activeUntil = NOT_YET;

    MigrationLog(SimTime time) {
        this.time = time;
        requestedAt = time.nanos();
        phase = Phase.PREPARE;
        phaseBegan = requestedAt;
    }

    void enter(Phase next) {
        leave(phases);
        phase = next;
        phaseBegan = time.nanos();
        held = false;
    }

    /** The VM is suspended and waits: until the next phase, time counts for none. */
    void held() {
        leave(phases);
        held = true;
    }

    private void leave(Map<Phase, Duration> times) {
        if (!held) {
            times.merge(phase, Duration.ofNanos(time.nanos() - phaseBegan), Duration::plus);
        }
    }

    private Map<Phase, Duration> phasesUntilNow() {
        Map<Phase, Duration> until = new EnumMap<>(phases);
        leave(until);
        return until;
    }

    void active() {
        activeFrom = time.nanos();
    }

    void copying() {
        copyingFrom = time.nanos();
    }

    void paused() {
        pausedAt = time.nanos();
    }

    void resumed() {
        resumedAt = time.nanos();
    }

    /** Takes note that all memory has arrived and the hypervisor stops counting. */
    void arrived() {
        activeUntil = time.nanos();
    }

    Duration elapsed() {
        return Duration.ofNanos(time.nanos() - requestedAt);
    }

    /** Returns what it cost so far. */
    MigrationStatistics statistics(DataSize memory, DataSize sent, int iterations) {
        MigrationStatistics.Builder statistics =
                MigrationStatistics.builder(elapsed()).memory(memory, sent).iterations(iterations);
        phasesUntilNow().forEach(statistics::phase);
        long end = activeUntil == NOT_YET ? time.nanos() : activeUntil;
        if (activeFrom != NOT_YET) {
            statistics.active(Duration.ofNanos(end - activeFrom));
        }
        if (copyingFrom != NOT_YET) {
            statistics.setup(Duration.ofNanos(copyingFrom - activeFrom));
            if (end > copyingFrom) {
                statistics.rate(DataRate.of(sent, Duration.ofNanos(end - copyingFrom)));
            }
        }
        if (pausedAt != NOT_YET) {
            long until = resumedAt == NOT_YET ? time.nanos() : resumedAt;
            statistics.downtime(Duration.ofNanos(until - pausedAt));
        }
        return statistics.build();
    }
}
