package io.vacate.api.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.StallDetector;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody sets the wall clock while migrations run. */
class SteppedWallClockTest {
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos = 42;
    private final SystemTimeSource time = new SystemTimeSource(() -> wall, () -> nanos);

    private void pass(Duration passed) {
        wall = wall.plus(passed);
        nanos += passed.toNanos();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, -5})
    void instant_countsWhatPassedAndNoStep(int minutes) {
        Instant before = time.instant();

        pass(Duration.ofSeconds(1));
        wall = wall.plus(Duration.ofMinutes(minutes));
        pass(Duration.ofSeconds(2));

        assertThat(Duration.between(before, time.instant())).isEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, -5})
    void stallDetector_doesNotReactToAStep(int minutes) {
        StallDetector detector = new StallDetector(Set.of(Capability.BYTE_PROGRESS));
        MigrationProgress still =
                MigrationProgress.builder(MigrationState.COPYING, Duration.ZERO).build();
        detector.look(still, time.instant());

        wall = wall.plus(Duration.ofMinutes(minutes));
        pass(Duration.ofSeconds(1));

        assertThat(detector.look(still, time.instant())).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, -5})
    void schedule_doesNotReactToAStep(int minutes) throws InterruptedException {
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch soon = new CountDownLatch(1);

        time.schedule(Duration.ofMinutes(4), late::countDown);
        wall = wall.plus(Duration.ofMinutes(minutes));
        time.schedule(Duration.ofMillis(1), soon::countDown);

        assertThat(soon.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(late.getCount()).isEqualTo(1);
    }

    @Test
    void schedule_runsTasksAfterOneThatFailedWithAnError() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);

        time.schedule(Duration.ZERO, () -> {
            throw new StackOverflowError("meant to fail: the next task must run all the same");
        });
        time.schedule(Duration.ZERO, ran::countDown);

        assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
