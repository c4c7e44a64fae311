package io.vacate.libvirt.migration;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.StorageProgress;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one migration while it runs. Samples and events may come late or in any order; what is shown only
 * moves forward. Thread-safe.
 */
final class JobProgress {
    private final TimeSource clock;
    private final JobTimes times;
    private final boolean tellsBytes;
    private MigrationState state = MigrationState.PREPARING;
    private int iteration;
    private DataSize transferred = DataSize.ZERO;
    private @Nullable StorageProgress storage;
    private JobSample last = JobSample.none();
    private Duration elapsed = Duration.ZERO;

    /**
     * Begins now.
     *
     * @param live whether the VM runs while it is copied
     * @param tellsBytes whether the hypervisor tells how many bytes it has moved; if not, memory moves as soon as it has a job
     */
    JobProgress(TimeSource clock, boolean live, boolean tellsBytes) {
        this.clock = clock;
        this.tellsBytes = tellsBytes;
        times = new JobTimes(clock.instant(), live);
    }

    /** Tells whether the VM runs while it is copied. */
    boolean isLive() {
        return times.isLive();
    }

    synchronized MigrationState state() {
        return state;
    }

    /** Takes a sample of the running job. */
    synchronized void sampled(JobSample sample) {
        sample.storage().ifPresent(this::stored);
        if (!tellsBytes && sample.isOutgoingMigration()) {
            copyingBegun();
            return;
        }
        if (state.isFinal() || sample.total().isEmpty()) {
            return;
        }
        copyingBegun();
        iteration = Math.max(iteration, sample.iteration().orElse(0));
        transferred = JobTimes.max(transferred, sample.processed().orElse(DataSize.ZERO));
        last = sample;
    }

    private void stored(StorageProgress sample) {
        if (!state.isFinal()) {
            copyingBegun();
            DataSize before = storage == null ? DataSize.ZERO : storage.transferred();
            storage =
                    new StorageProgress(sample.total(), JobTimes.max(before, sample.transferred()), sample.remaining());
        }
    }

    private void copyingBegun() {
        if (!state.isFinal()) {
            times.copying(clock.instant());
            advance(MigrationState.COPYING);
        }
    }

    /** A round of pre-copy has begun. */
    synchronized void iterationBegun(int number, Instant time) {
        times.iterationBegun(number, time);
        advance(MigrationState.COPYING);
        iteration = Math.max(iteration, number);
    }

    /** The source has stopped the VM. */
    synchronized void switchOverBegun(Instant time) {
        times.stopped(time);
        // A VM that waits from the beginning has not changed hosts yet.
        advance(times.isLive() ? MigrationState.SWITCHING_OVER : MigrationState.COPYING);
    }

    /** The VM has gone ahead of its memory. */
    synchronized void postCopyBegun(Instant time) {
        times.postCopyBegun(time);
        advance(MigrationState.POST_COPY);
    }

    /** The VM runs at its destination, and all of it is there. */
    synchronized void arrived(Instant time) {
        times.arrived(time);
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
            Duration now = times.sinceRequest(clock.instant());
            // The machine's clock may be set back.
            elapsed = now.compareTo(elapsed) > 0 ? now : elapsed;
        }
        return elapsed;
    }

    synchronized MigrationProgress now() {
        MigrationProgress.Builder progress =
                MigrationProgress.builder(state, elapsed()).iteration(iteration);
        // Disks go first: until memory follows nobody knows how much of it there is.
        last.total().ifPresent(total -> {
            DataSize remaining = last.remaining().orElse(DataSize.ZERO);
            if (storage == null) {
                progress.memory(total, transferred, remaining);
            } else {
                progress.memory(
                        total.plus(storage.total()),
                        transferred.plus(storage.transferred()),
                        remaining.plus(storage.remaining()));
            }
        });
        if (storage != null) {
            progress.storage(storage);
        }
        last.dirtyRate().ifPresent(progress::dirtyRate);
        last.rate().ifPresent(progress::rate);
        return progress.build();
    }

    /** Returns what the job cost, from libvirt's final statistics where it gave them, else from the last sample. */
    synchronized MigrationStatistics statistics(Optional<JobSample> completed) {
        JobSample sample = completed.orElse(last);
        DataSize sent = JobTimes.max(transferred, sample.processed().orElse(DataSize.ZERO));
        MigrationStatistics.Builder statistics = MigrationStatistics.builder(elapsed());
        sample.elapsed().ifPresent(statistics::active);
        sample.setup().ifPresent(statistics::setup);
        sample.total().ifPresent(memory -> statistics.memory(memory, sent));
        int rounds = Math.max(iteration, sample.iteration().orElse(0));
        if (rounds > 0) {
            statistics.iterations(rounds);
        }
        Optional<Duration> downtime = times.downtime(completed.flatMap(JobSample::downtime));
        downtime.ifPresent(statistics::downtime);
        times.phases(elapsed(), downtime).forEach(statistics::phase);
        times.rate(elapsed(), sent).or(sample::rate).ifPresent(statistics::rate);
        return statistics.build();
    }
}
