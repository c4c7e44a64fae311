package io.vacate.libvirt.suspend;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which phase is under way, and how long each has taken. The clock may be set back; times never are. Thread-safe. */
final class PhaseLog {
    private final TimeSource clock;
    private final CopyControl copy;
    private final Instant requested;
    private final Map<Phase, Duration> times = new EnumMap<>(Phase.class);
    private DataSize expected;
    private MigrationState state = MigrationState.PREPARING;
    private Phase phase = Phase.PREPARE;
    private Instant entered;
    private Duration elapsed = Duration.ZERO;
    private boolean held;
    private @Nullable Instant stopped;
    private @Nullable Duration downtime;

    /** Takes what is expected to be copied, until it is known. */
    PhaseLog(TimeSource clock, CopyControl copy, DataSize expected) {
        this.clock = clock;
        this.copy = copy;
        this.expected = expected;
        requested = clock.instant();
        entered = requested;
    }

    synchronized void enter(Phase next) {
        leave();
        phase = next;
        state = switch (next) {
            case SUSPEND, TRANSFER -> MigrationState.COPYING;
            case RESUME, FINISH -> MigrationState.SWITCHING_OVER;
            default -> state;
        };
        if (next == Phase.SUSPEND) {
            stopped = entered;
        }
    }

    /** The VM is suspended and waits: until the next phase, time counts for none. */
    synchronized void held() {
        leave();
        held = true;
    }

    private void leave() {
        Instant now = clock.instant();
        if (!held) {
            times.merge(phase, between(entered, now), Duration::plus);
        }
        held = false;
        entered = now;
    }

    synchronized void size(DataSize size) {
        expected = size;
    }

    /** The VM runs again. */
    synchronized void running() {
        if (stopped != null && downtime == null) {
            downtime = between(stopped, clock.instant());
        }
    }

    synchronized void ended(MigrationState end) {
        leave();
        elapsed();
        state = end;
    }

    private static Duration between(Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        return time.isNegative() ? Duration.ZERO : time;
    }

    private Duration elapsed() {
        if (!state.isFinal()) {
            Duration now = between(requested, clock.instant());
            elapsed = now.compareTo(elapsed) > 0 ? now : elapsed;
        }
        return elapsed;
    }

    synchronized MigrationProgress now() {
        MigrationProgress.Builder progress =
                MigrationProgress.builder(state, elapsed()).iteration(state == MigrationState.PREPARING ? 0 : 1);
        DataSize copied = DataSize.ofBytes(copy.copied());
        if (state != MigrationState.PREPARING) {
            DataSize total = expected.compareTo(copied) >= 0 ? expected : copied;
            progress.memory(total, copied, DataSize.ofBytes(total.bytes() - copied.bytes()));
        }
        if (!state.isFinal()) {
            progress.phase(phase);
            if (phase == Phase.TRANSFER) {
                meanRate().ifPresent(progress::rate);
            }
        }
        return progress.build();
    }

    private Optional<DataRate> meanRate() {
        Duration moving = phase == Phase.TRANSFER && !state.isFinal()
                ? between(entered, clock.instant())
                : times.getOrDefault(Phase.TRANSFER, Duration.ZERO);
        return moving.isZero() || copy.copied() == 0
                ? Optional.empty()
                : Optional.of(DataRate.of(DataSize.ofBytes(copy.copied()), moving));
    }

    /** Returns what the job cost. */
    synchronized MigrationStatistics statistics() {
        MigrationStatistics.Builder statistics = MigrationStatistics.builder(elapsed());
        times.forEach(statistics::phase);
        if (copy.copied() > 0) {
            statistics.memory(expected, DataSize.ofBytes(copy.copied())).iterations(1);
        }
        if (downtime != null) {
            statistics.downtime(downtime);
        }
        meanRate().ifPresent(statistics::rate);
        return statistics.build();
    }
}
