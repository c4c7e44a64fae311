package io.vacate.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.time.ScheduledTask;
import io.vacate.api.time.TimeSource;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobProgressTest {
    private final Clock clock = new Clock();
    private final JobProgress progress = new JobProgress(clock);

    @Test
    void sample_isToldInUnits() {
        progress.sampled(sample("active", 2, 1_000, 100));
        MigrationProgress now = progress.now();

        assertThat(now.state()).isEqualTo(MigrationState.COPYING);
        assertThat(now.transferred()).contains(DataSize.ofBytes(1_000));
        assertThat(now.remaining()).contains(DataSize.ofBytes(100));
        assertThat(now.rate()).contains(DataRate.ofMegabitsPerSecond(8));
        assertThat(now.dirtyRate()).contains(DataRate.ofBytesPerSecond(5 * 4096));
    }

    @Test
    void firstRound_hasNoDirtyRate() {
        progress.sampled(sample("active", 1, 1_000, 100));

        assertThat(progress.now().dirtyRate()).isEmpty();
    }

    @Test
    void lateSample_turnsNothingBack() {
        progress.sampled(sample("device", 3, 2_000, 0));
        progress.sampled(sample("active", 2, 1_000, 100));

        assertThat(progress.now().state()).isEqualTo(MigrationState.SWITCHING_OVER);
        assertThat(progress.now().iteration()).isEqualTo(3);
        assertThat(progress.now().transferred()).contains(DataSize.ofBytes(2_000));
    }

    @Test
    void clockSetBack_elapsedStays() {
        clock.now = clock.now.plusSeconds(5);
        assertThat(progress.now().elapsed()).isEqualTo(Duration.ofSeconds(5));
        clock.now = clock.now.minusSeconds(4);

        assertThat(progress.now().elapsed()).isEqualTo(Duration.ofSeconds(5));
    }

    private static JsonNode sample(String status, int round, long transferred, long remaining) {
        return Json.MAPPER.valueToTree(Map.of(
                "status",
                status,
                "total-time",
                10,
                "setup-time",
                1,
                "ram",
                Map.of(
                        "total",
                        10_000,
                        "transferred",
                        transferred,
                        "remaining",
                        remaining,
                        "mbps",
                        8.0,
                        "dirty-sync-count",
                        round,
                        "dirty-pages-rate",
                        5,
                        "page-size",
                        4096)));
    }

    private static final class Clock implements TimeSource {
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ScheduledTask schedule(Duration delay, Runnable task) {
            throw new UnsupportedOperationException("nothing waits here");
        }
    }
}
