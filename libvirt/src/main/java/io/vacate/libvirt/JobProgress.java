package io.vacate.libvirt;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.jna.TypedParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one migration while it runs, and what it cost in the end. Samples and events may come late or in any
 * order; what is shown only moves forward. Thread-safe.
 */
final class JobProgress {
    private final TimeSource clock;
    private final Instant requested;
    private @Nullable Instant copying;
    private @Nullable Instant switchingOver;
    private MigrationState state = MigrationState.PREPARING;
    private int iteration;
    private DataSize transferred = DataSize.ZERO;
    private JobSample last = new JobSample(TypedParameters.read(null, 0));
    private Duration elapsed = Duration.ZERO;

    JobProgress(TimeSource clock) {
        this.clock = clock;
        requested = clock.instant();
    }

    synchronized MigrationState state() {
        return state;
    }

    /** Takes a sample of the running job. */
    synchronized void sampled(JobSample sample) {
        if (state.isFinal() || sample.total().isEmpty()) {
            return;
        }
        if (copying == null) {
            copying = clock.instant();
        }
        advance(MigrationState.COPYING);
        iteration = Math.max(iteration, sample.iteration().orElse(0));
        transferred = max(transferred, sample.processed().orElse(DataSize.ZERO));
        last = sample;
    }

    /** A round of pre-copy has begun. */
    synchronized void iterationBegun(int number, Instant time) {
        if (copying == null || (number == 1 && time.isBefore(copying))) {
            copying = time;
        }
        advance(MigrationState.COPYING);
        iteration = Math.max(iteration, number);
    }

    /** The source has stopped the VM. */
    synchronized void switchOverBegun(Instant time) {
        if (switchingOver == null) {
            switchingOver = time;
        }
        advance(MigrationState.SWITCHING_OVER);
    }

    /** The job has ended. */
    synchronized void ended(MigrationState end) {
        elapsed();
        advance(end);
    }

    private void advance(MigrationState next) {
        if (!state.isFinal() && next.compareTo(state) > 0) {
            state = next;
        }
    }

    private Duration elapsed() {
        if (!state.isFinal()) {
            Duration now = Duration.between(requested, clock.instant());
            // The machine's clock may be set back.
            elapsed = now.compareTo(elapsed) > 0 ? now : elapsed;
        }
        return elapsed;
    }

    synchronized MigrationProgress now() {
        MigrationProgress.Builder progress =
                MigrationProgress.builder(state, elapsed()).iteration(iteration);
        last.total()
                .ifPresent(total ->
                        progress.memory(total, transferred, last.remaining().orElse(DataSize.ZERO)));
        last.dirtyRate().ifPresent(progress::dirtyRate);
        last.rate().ifPresent(progress::rate);
        return progress.build();
    }

    /** Returns what the job cost, from libvirt's final statistics where it gave them, else from the last sample. */
    synchronized MigrationStatistics statistics(Optional<JobSample> completed) {
        JobSample sample = completed.orElse(last);
        Duration total = elapsed();
        MigrationStatistics.Builder statistics = MigrationStatistics.builder(total);
        sample.elapsed().ifPresent(statistics::active);
        sample.setup().ifPresent(statistics::setup);
        sample.total().ifPresent(memory -> statistics.memory(memory, sent(sample)));
        int rounds = Math.max(iteration, sample.iteration().orElse(0));
        if (rounds > 0) {
            statistics.iterations(rounds);
        }
        completed.flatMap(JobSample::downtime).ifPresent(statistics::downtime);
        addPhases(statistics, total, completed.flatMap(JobSample::downtime));
        meanRate(sample).ifPresent(statistics::rate);
        return statistics.build();
    }

    private void addPhases(MigrationStatistics.Builder statistics, Duration total, Optional<Duration> downtime) {
        Instant end = requested.plus(total);
        if (copying == null) {
            statistics.phase(Phase.PREPARE, total);
            return;
        }
        statistics.phase(Phase.PREPARE, between(requested, copying));
        Instant stopped = switchingOver == null ? end : switchingOver;
        statistics.phase(Phase.COPY, between(copying, stopped));
        if (switchingOver != null && downtime.isPresent()) {
            statistics.phase(Phase.SWITCH_OVER, downtime.get());
            statistics.phase(Phase.FINISH, between(switchingOver.plus(downtime.get()), end));
        }
    }

    private Optional<DataRate> meanRate(JobSample sample) {
        if (copying == null) {
            return sample.rate();
        }
        Duration moving = between(copying, switchingOver == null ? requested.plus(elapsed) : switchingOver);
        DataSize sent = sent(sample);
        return moving.isZero() || sent.isZero() ? sample.rate() : Optional.of(DataRate.of(sent, moving));
    }

    private DataSize sent(JobSample sample) {
        return max(transferred, sample.processed().orElse(DataSize.ZERO));
    }

    private static Duration between(Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        return time.isNegative() ? Duration.ZERO : time;
    }

    private static DataSize max(DataSize one, DataSize other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
