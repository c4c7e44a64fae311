package io.vacate.model.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Seconds;
import io.vacate.model.live.LiveEstimate.TimeInterval;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SteadyCountdownTest {
    private static final Verdict UNDECIDED = new Verdict.Undecided(0);

    static Stream<Arguments> traces() {
        return Stream.of(1L, 2L, 3L, 4L)
                .flatMap(seed -> Stream.of(0.2, 1.0)
                        .flatMap(interval -> Stream.of(
                                Arguments.of(
                                        "converges, seed " + seed,
                                        new QemuTrace(1900, QemuTrace.fourThreads(), seed, interval).samples()),
                                Arguments.of(
                                        "does not converge, seed " + seed,
                                        new QemuTrace(3250, QemuTrace.sixteenThreads(), seed, interval).samples()),
                                Arguments.of(
                                        "load stops, seed " + seed,
                                        new QemuTrace(3800, QemuTrace.onlyReads(), seed, interval)
                                                .loadStopsAt(60)
                                                .samples()))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traces")
    void remainingTimeShown_risesOnlyWhenTheEvidenceDemandsIt(String name, List<MigrationProgress> samples) {
        LiveEstimator estimator =
                new LiveEstimator(LiveKnowledge.builder(DataRate.ofBytesPerSecond((long) QemuTrace.RATE))
                        .usedMemory(DataSize.ofMebibytes(1900))
                        .costs(QemuTrace.NO_COSTS)
                        .build());
        SteadyCountdown countdown = new SteadyCountdown();
        Duration shown = null;
        double fraction = 0;
        for (MigrationProgress sample : samples) {
            LiveEstimate estimate = estimator.accept(sample);
            SteadyCountdown.Reading reading = countdown.show(estimate);

            assertThat(reading.fraction()).as(name).isBetween(fraction, 1.0);
            if (shown != null && reading.remaining().compareTo(shown) > 0) {
                assertThat(reading.revised()).isTrue();
                assertThat(shown.minus(Duration.ofSeconds(1)))
                        .as("%s: before it rose, what was shown was below the interval", name)
                        .isLessThan(estimate.ninetyPercent().low());
            }
            shown = reading.remaining();
            fraction = reading.fraction();
        }
    }

    @Test
    void convergentMigrationWithAProfile_isHardlyEverRevised() {
        int revisions = 0;
        for (long seed = 1; seed <= 10; seed++) {
            LiveEstimator estimator =
                    new LiveEstimator(LiveKnowledge.builder(DataRate.ofBytesPerSecond((long) QemuTrace.RATE))
                            .usedMemory(DataSize.ofMebibytes(1900))
                            .costs(QemuTrace.NO_COSTS)
                            .build());
            SteadyCountdown countdown = new SteadyCountdown();
            for (MigrationProgress sample : new QemuTrace(1900, QemuTrace.fourThreads(), seed, 0.2).samples()) {
                revisions += countdown.show(estimator.accept(sample)).revised() ? 1 : 0;
            }
        }

        assertThat(revisions).isLessThanOrEqualTo(20);
    }

    @Test
    void laterEndWithinTheInterval_onlySlowsTheCountdown() {
        SteadyCountdown countdown = new SteadyCountdown();
        countdown.show(estimate(0, 10, 2));

        SteadyCountdown.Reading reading = countdown.show(estimate(1, 10.5, 2));

        assertThat(reading.revised()).isFalse();
        assertThat(Seconds.of(reading.remaining())).isBetween(9.0, 9.8);
    }

    @Test
    void laterEndBeyondTheInterval_isShownAtOnce() {
        SteadyCountdown countdown = new SteadyCountdown();
        countdown.show(estimate(0, 10, 2));

        SteadyCountdown.Reading reading = countdown.show(estimate(1, 30, 2));

        assertThat(reading.revised()).isTrue();
        assertThat(reading.remaining()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void earlierEnd_isApproachedSmoothly() {
        SteadyCountdown countdown = new SteadyCountdown();
        countdown.show(estimate(0, 30, 2));

        assertThat(Seconds.of(countdown.show(estimate(1, 9, 2)).remaining())).isBetween(15.0, 25.0);
        assertThat(countdown.show(estimate(1.5, 0, 0)).remaining()).isZero();
    }

    @Test
    void timeThatGoesBack_isRefused() {
        SteadyCountdown countdown = new SteadyCountdown();
        countdown.show(estimate(2, 10, 2));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> countdown.show(estimate(1, 10, 2)))
                .withMessageContaining("elapsed (PT1S)");
    }

    private static LiveEstimate estimate(double elapsed, double remaining, double width) {
        TimeInterval interval = new TimeInterval(
                Seconds.toDuration(Math.max(0, remaining - width)), Seconds.toDuration(remaining + width));
        return new LiveEstimate(
                Seconds.toDuration(elapsed),
                Seconds.toDuration(remaining),
                Seconds.toDuration(remaining + width),
                interval,
                interval,
                UNDECIDED);
    }
}
