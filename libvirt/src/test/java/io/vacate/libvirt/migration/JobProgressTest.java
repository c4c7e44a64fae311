package io.vacate.libvirt.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.jna.TypedParameters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobProgressTest {
    private static final long MIB = 1 << 20;

    private final ManualClock clock = new ManualClock();
    private final JobProgress progress = new JobProgress(clock, true, true);

    @Test
    void now_beforeAnySample_prepares() {
        clock.advance(Duration.ofSeconds(1));

        MigrationProgress now = progress.now();

        assertThat(now.state()).isEqualTo(MigrationState.PREPARING);
        assertThat(now.elapsed()).isEqualTo(Duration.ofSeconds(1));
        assertThat(now.iteration()).isZero();
        assertThat(now.transferred()).isEmpty();
    }

    @Test
    void sampled_withoutMemory_stillPrepares() {
        progress.sampled(sample(Map.of("time_elapsed", 20L)));

        assertThat(progress.state()).isEqualTo(MigrationState.PREPARING);
    }

    @Test
    void sampled_lateSample_doesNotRunBackwards() {
        progress.sampled(memory(128, 60, 40, 3));
        progress.sampled(memory(128, 50, 70, 2));

        MigrationProgress now = progress.now();

        assertThat(now.transferred()).contains(DataSize.ofMebibytes(60));
        assertThat(now.remaining()).contains(DataSize.ofMebibytes(70));
        assertThat(now.iteration()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory_total",
                "memory_processed",
                "memory_remaining",
                "memory_bps",
                "memory_dirty_rate",
                "memory_page_size",
                "memory_iteration",
                "disk_total",
                "disk_processed",
                "disk_remaining",
                "time_elapsed",
                "setup_time",
                "downtime"
            })
    void now_absurdStatistics_areUnknownAndHideNothingElse(String name) {
        Map<String, Long> sane = new LinkedHashMap<>(Map.of(
                "memory_total",
                128 * MIB,
                "memory_processed",
                60 * MIB,
                "memory_remaining",
                40 * MIB,
                "memory_dirty_rate",
                1000L,
                "memory_page_size",
                4096L,
                "memory_iteration",
                2L,
                "disk_total",
                MIB,
                "disk_processed",
                MIB,
                "disk_remaining",
                MIB));
        for (long absurd : new long[] {Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            sane.put(name, absurd);
            JobProgress job = new JobProgress(clock, true, true);

            job.sampled(sample(sane));
            job.sampled(sample(sane));

            assertThat(job.now().iteration()).isIn(0, 2);
            job.ended(MigrationState.COMPLETED);
            assertThat(job.statistics(Optional.of(sample(sane))).total()).isZero();
        }
    }

    @Test
    void elapsed_clockSetBack_doesNotRunBackwards() {
        clock.advance(Duration.ofSeconds(5));
        assertThat(progress.now().elapsed()).isEqualTo(Duration.ofSeconds(5));

        clock.advance(Duration.ofSeconds(-3));

        assertThat(progress.now().elapsed()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void state_sampleAfterSwitchOver_staysThere() {
        progress.switchOverBegun(clock.instant());
        progress.sampled(memory(128, 60, 40, 3));

        assertThat(progress.state()).isEqualTo(MigrationState.SWITCHING_OVER);
    }

    @Test
    void ended_nothingFollows() {
        progress.sampled(memory(128, 60, 40, 1));
        progress.ended(MigrationState.CANCELLED);
        clock.advance(Duration.ofSeconds(9));
        progress.sampled(memory(128, 90, 10, 2));
        progress.ended(MigrationState.FAILED);

        MigrationProgress now = progress.now();

        assertThat(now.state()).isEqualTo(MigrationState.CANCELLED);
        assertThat(now.elapsed()).isZero();
        assertThat(now.transferred()).contains(DataSize.ofMebibytes(60));
    }

    @Test
    void dirtyRate_isPagesTimesPageSize_andUnknownWhileZero() {
        progress.sampled(sample(Map.of("memory_total", MIB, "memory_dirty_rate", 0L, "memory_page_size", 4096L)));
        assertThat(progress.now().dirtyRate()).isEmpty();

        progress.sampled(sample(Map.of("memory_total", MIB, "memory_dirty_rate", 512L, "memory_page_size", 4096L)));
        assertThat(progress.now().dirtyRate()).contains(DataRate.ofMebibytesPerSecond(2));
    }

    @Test
    void statistics_phasesAddUpToTheTotal() {
        clock.advance(Duration.ofMillis(600));
        progress.iterationBegun(1, clock.instant());
        clock.advance(Duration.ofSeconds(4));
        progress.sampled(memory(128, 90, 2, 5));
        progress.switchOverBegun(clock.instant());
        clock.advance(Duration.ofMillis(1400));
        progress.ended(MigrationState.COMPLETED);

        MigrationStatistics statistics = progress.statistics(Optional.of(sample(Map.of(
                "memory_total",
                128 * MIB,
                "memory_processed",
                100 * MIB,
                "memory_iteration",
                6L,
                "time_elapsed",
                4500L,
                "setup_time",
                3L,
                "downtime",
                300L))));

        assertThat(statistics.total()).isEqualTo(Duration.ofSeconds(6));
        assertThat(statistics.active()).contains(Duration.ofMillis(4500));
        assertThat(statistics.setup()).contains(Duration.ofMillis(3));
        assertThat(statistics.downtime()).contains(Duration.ofMillis(300));
        assertThat(statistics.memory()).contains(DataSize.ofMebibytes(128));
        assertThat(statistics.transferred()).contains(DataSize.ofMebibytes(100));
        assertThat(statistics.rate()).contains(DataRate.ofMebibytesPerSecond(25));
        assertThat(statistics.iterations()).hasValue(6);
        assertThat(statistics.phases())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Phase.PREPARE, Duration.ofMillis(600),
                        Phase.COPY, Duration.ofSeconds(4),
                        Phase.SWITCH_OVER, Duration.ofMillis(300),
                        Phase.FINISH, Duration.ofMillis(1100)));
    }

    @Test
    void statistics_endedWhilePreparing_hasThatPhaseOnly() {
        clock.advance(Duration.ofSeconds(2));
        progress.ended(MigrationState.FAILED);

        assertThat(progress.statistics(Optional.empty()).phases())
                .isEqualTo(Map.of(Phase.PREPARE, Duration.ofSeconds(2)));
    }

    @Test
    void statistics_ofPostCopy_haveItsPhase() {
        progress.iterationBegun(1, clock.instant());
        clock.advance(Duration.ofSeconds(1));
        progress.postCopyBegun(clock.instant());
        assertThat(progress.state()).isEqualTo(MigrationState.POST_COPY);
        clock.advance(Duration.ofSeconds(3));
        progress.arrived(clock.instant());
        clock.advance(Duration.ofMillis(500));
        progress.ended(MigrationState.COMPLETED);

        assertThat(progress.statistics(Optional.of(sample(Map.of("memory_processed", 100 * MIB, "downtime", 20L)))))
                .satisfies(statistics -> {
                    assertThat(statistics.phases())
                            .containsExactlyInAnyOrderEntriesOf(Map.of(
                                    Phase.PREPARE, Duration.ZERO,
                                    Phase.COPY, Duration.ofSeconds(1),
                                    Phase.SWITCH_OVER, Duration.ofMillis(20),
                                    Phase.POST_COPY, Duration.ofMillis(2980),
                                    Phase.FINISH, Duration.ofMillis(500)));
                    assertThat(statistics.rate()).contains(DataRate.ofMebibytesPerSecond(25));
                });
    }

    @Test
    void statistics_ofStopAndCopy_countAllOfThePauseAsDowntime() {
        JobProgress waiting = new JobProgress(clock, false, true);
        clock.advance(Duration.ofSeconds(1));
        waiting.switchOverBegun(clock.instant());
        waiting.iterationBegun(1, clock.instant());
        assertThat(waiting.state()).isEqualTo(MigrationState.COPYING);
        clock.advance(Duration.ofSeconds(4));
        waiting.arrived(clock.instant());
        clock.advance(Duration.ofSeconds(1));
        waiting.ended(MigrationState.COMPLETED);

        MigrationStatistics statistics = waiting.statistics(Optional.of(sample(Map.of("downtime", 7L))));

        assertThat(statistics.downtime()).contains(Duration.ofSeconds(4));
        assertThat(statistics.phases())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Phase.PREPARE, Duration.ofSeconds(1),
                        Phase.SWITCH_OVER, Duration.ofSeconds(4),
                        Phase.FINISH, Duration.ofSeconds(1)));
    }

    @Test
    void storage_isShownAlone_thenWithTheMemory_andNeverRunsBackwards() {
        progress.sampled(disk(40, 30, 10));
        progress.sampled(disk(40, 20, 20));
        MigrationProgress first = progress.now();
        assertThat(first.state()).isEqualTo(MigrationState.COPYING);
        assertThat(first.total())
                .as("nobody knows yet how much memory there is")
                .isEmpty();
        assertThat(first.storage())
                .hasValueSatisfying(storage -> assertThat(storage.transferred()).isEqualTo(DataSize.ofMebibytes(30)));

        progress.sampled(sample(Map.of(
                "disk_total", 40 * MIB,
                "disk_processed", 40 * MIB,
                "disk_remaining", 0L,
                "memory_total", 128 * MIB,
                "memory_processed", 10 * MIB,
                "memory_remaining", 118 * MIB)));

        assertThat(progress.now().total()).contains(DataSize.ofMebibytes(168));
        assertThat(progress.now().transferred()).contains(DataSize.ofMebibytes(50));
        assertThat(progress.now().remaining()).contains(DataSize.ofMebibytes(118));
    }

    private static JobSample disk(long total, long processed, long remaining) {
        return sample(Map.of(
                "disk_total", total * MIB, "disk_processed", processed * MIB, "disk_remaining", remaining * MIB));
    }

    private static JobSample memory(long total, long processed, long remaining, long iteration) {
        return sample(Map.of(
                "memory_total", total * MIB,
                "memory_processed", processed * MIB,
                "memory_remaining", remaining * MIB,
                "memory_iteration", iteration));
    }

    private static JobSample sample(Map<String, Long> values) {
        TypedParameters.Builder builder = new TypedParameters.Builder();
        values.forEach(builder::unsignedLong);
        return new JobSample(2, builder.build().read());
    }
}
