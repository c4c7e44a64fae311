package io.vacate.model.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.StorageProgress;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.DirtyCurve.Point;
import io.vacate.model.profile.FixedCosts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveEstimatorTest {
    private static final DataRate RATE = DataRate.ofBytesPerSecond((long) QemuTrace.RATE);
    private static final DataSize GIB = DataSize.ofMebibytes(1024);
    /** Of earlier migrations of a VM like the convergent ones: see {@link QemuTrace#fourThreads()}. */
    private static final DirtyCurve FOUR_THREADS =
            DirtyCurve.measured(List.of(point(0.6, 33), point(1.9, 72), point(14.8, 278)));

    private static final FixedCosts COSTS =
            new FixedCosts(Duration.ofMillis(1300), Duration.ofMillis(200), Duration.ofMillis(700));

    private static Point point(double seconds, double mib) {
        return new Point(Seconds.toDuration(seconds), DataSize.ofBytes((long) (mib * QemuTrace.MIB)));
    }

    private static LiveKnowledge.Builder known() {
        return LiveKnowledge.builder(RATE).costs(QemuTrace.NO_COSTS);
    }

    private static LiveKnowledge.Builder profiled() {
        return known().usedMemory(DataSize.ofMebibytes(1900)).dirty(FOUR_THREADS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void convergentMigration_isForetoldByAQuarterOfItsTime(long seed) {
        List<MigrationProgress> samples = new QemuTrace(1900, QemuTrace.fourThreads(), seed, 0.2).samples();
        double total = Seconds.of(samples.get(samples.size() - 1).elapsed());
        LiveEstimator estimator = new LiveEstimator(profiled().build());

        for (MigrationProgress sample : samples) {
            LiveEstimate estimate = estimator.accept(sample);

            if (Seconds.of(sample.elapsed()) > 0.25 * total) {
                assertThat(Seconds.of(estimate.total()))
                        .as("seed %d, %s", seed, sample)
                        .isCloseTo(total, within(0.08 * total));
            }
        }
    }

    @Test
    void zeroPagesAtTheEndOfTheFirstRound_areNotTakenForMemoryToSend() {
        LiveEstimator estimator = new LiveEstimator(profiled().build());

        // 7.4 s into a real run: 4.4 GB counted as left, of which 3.4 GB were zero pages.
        LiveEstimate estimate = estimator.accept(MigrationProgress.builder(
                        MigrationState.COPYING, Duration.ofMillis(7432))
                .iteration(1)
                .memory(DataSize.ofBytes(8607571968L), DataSize.ofBytes(1014387373L), DataSize.ofBytes(4400791552L))
                .build());

        assertThat(Seconds.of(estimate.total())).isBetween(16.0, 18.0);
    }

    @Test
    void unknownVm_isForetoldFromWhatWasSeen() {
        List<MigrationProgress> samples = new QemuTrace(1900, QemuTrace.fourThreads(), 1, 0.2).samples();
        double total = Seconds.of(samples.get(samples.size() - 1).elapsed());
        LiveEstimator estimator = new LiveEstimator(known().build());
        LiveEstimate half = null;
        for (MigrationProgress sample : samples.subList(0, samples.size() / 2)) {
            half = estimator.accept(sample);
        }

        assertThat(half).isNotNull();
        assertThat(Seconds.of(half.total())).isBetween(0.6 * total, 1.6 * total);
        assertThat(half.ninetyPercent().contains(Seconds.toDuration(total).minus(half.elapsed())))
                .isTrue();
    }

    @Test
    void postCopy_sendsWhatIsLeftOnceAtItsOwnRate() {
        LiveEstimator estimator = new LiveEstimator(known().usedMemory(GIB)
                .mode(new MigrationMode.PostCopy(new Trigger.OnRequest()))
                .capacity(DataRate.ofMebibytesPerSecond(500))
                .limited(true)
                .build());
        estimator.accept(sample(MigrationState.COPYING, 1, 1, 128, 896).build());
        estimator.accept(sample(MigrationState.POST_COPY, 2, 2, 512, 512).build());

        LiveEstimate estimate = estimator.accept(
                sample(MigrationState.POST_COPY, 2.5, 2, 768, 256).build());

        assertThat(Seconds.of(estimate.remaining())).isCloseTo(0.5, within(0.1));
        assertThat(estimate.verdict()).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void postCopyAfterATime_isForetoldBeforeItBegins() {
        LiveEstimator estimator = new LiveEstimator(known().usedMemory(GIB)
                .dirty(DirtyCurve.idle())
                .mode(new MigrationMode.PostCopy(new Trigger.AfterTime(Duration.ofSeconds(4))))
                .capacity(DataRate.ofMebibytesPerSecond(508))
                .limited(true)
                .build());

        LiveEstimate estimate =
                estimator.accept(sample(MigrationState.COPYING, 2, 1, 258, 766).build());

        // 258 MiB more until 4 s, then 508 MiB at 508 MiB/s.
        assertThat(Seconds.of(estimate.total())).isCloseTo(5, within(0.2));
    }

    @Test
    void stopAndCopy_sendsEachPageOnce() {
        LiveEstimator estimator = new LiveEstimator(known().usedMemory(GIB)
                .mode(new MigrationMode.StopAndCopy())
                .costs(COSTS)
                .build());

        LiveEstimate estimate =
                estimator.accept(sample(MigrationState.COPYING, 5, 1, 508, 516).build());

        assertThat(Seconds.of(estimate.remaining())).isCloseTo(4 + 0.9, within(0.3));
        assertThat(estimate.verdict()).isInstanceOf(Verdict.Converges.class);
    }

    @Test
    void suspendCopyResume_addsThePhasesToCome() {
        LiveEstimator estimator = new LiveEstimator(known().mode(new MigrationMode.SuspendCopyResume(Buffer.DISK))
                .phaseTimes(Map.of(
                        Phase.SUSPEND, Duration.ofSeconds(3),
                        Phase.TRANSFER, Duration.ofSeconds(10),
                        Phase.RESUME, Duration.ofSeconds(4)))
                .build());
        estimator.accept(MigrationProgress.builder(MigrationState.COPYING, Duration.ofSeconds(1))
                .phase(Phase.SUSPEND)
                .build());
        LiveEstimate suspending =
                estimator.accept(MigrationProgress.builder(MigrationState.COPYING, Duration.ofSeconds(2))
                        .phase(Phase.SUSPEND)
                        .build());
        LiveEstimate copying = estimator.accept(sample(MigrationState.COPYING, 6, 1, 200, 600)
                .rate(DataRate.ofMebibytesPerSecond(100))
                .phase(Phase.TRANSFER)
                .build());

        assertThat(Seconds.of(suspending.remaining())).isCloseTo(2 + 10 + 4, within(0.01));
        assertThat(Seconds.of(copying.remaining())).isCloseTo(6 + 4, within(0.01));
    }

    @Test
    void disksThatAreCopiedAlong_comeBeforeTheMemory() {
        LiveEstimator estimator = new LiveEstimator(
                known().usedMemory(GIB).dirty(DirtyCurve.idle()).build());

        LiveEstimate estimate =
                estimator.accept(MigrationProgress.builder(MigrationState.COPYING, Duration.ofSeconds(10))
                        .memory(DataSize.ofMebibytes(2580), DataSize.ofMebibytes(1290), DataSize.ofMebibytes(1290))
                        .storage(new StorageProgress(
                                DataSize.ofMebibytes(2580), DataSize.ofMebibytes(1290), DataSize.ofMebibytes(1290)))
                        .build());

        assertThat(Seconds.of(estimate.remaining())).isCloseTo(10 + 1024 / 129.0, within(0.5));
    }

    @Test
    void throttledGuest_endsWhereAnUnthrottledOneWouldNot() {
        List<MigrationProgress> samples = new QemuTrace(3300, QemuTrace.onlyReads(), 1, 0.2).samples();
        LiveEstimator free = new LiveEstimator(known().build());
        LiveEstimator throttled =
                new LiveEstimator(known().autoConverge(new AutoConverge(20, 10)).build());
        LiveEstimate freely = null;
        LiveEstimate slowly = null;
        for (MigrationProgress sample : samples.subList(0, 200)) {
            freely = free.accept(sample);
            slowly = throttled.accept(sample);
        }

        assertThat(freely).isNotNull();
        assertThat(slowly).isNotNull();
        assertThat(freely.verdict().isAlarm()).isTrue();
        assertThat(slowly.remaining()).isLessThan(Duration.ofSeconds(30));
        assertThat(slowly.verdict().isSureAlarm()).isFalse();
    }

    @Test
    void earlierPrediction_countsInTheBeginningAndWhereNothingIsToBeSeen() {
        LiveEstimator estimator =
                new LiveEstimator(known().expectedTotal(Duration.ofSeconds(20)).build());

        assertThat(estimator
                        .accept(MigrationProgress.builder(MigrationState.PREPARING, Duration.ofSeconds(1))
                                .build())
                        .remaining())
                .isEqualTo(Duration.ofSeconds(19));
        assertThat(estimator
                        .accept(MigrationProgress.builder(MigrationState.COPYING, Duration.ofSeconds(30))
                                .build())
                        .remaining())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void cleaningUp_countsDownToNothing() {
        LiveEstimator estimator = new LiveEstimator(known().costs(COSTS).build());

        assertThat(estimator
                        .accept(sample(MigrationState.SWITCHING_OVER, 9, 3, 900, 0)
                                .build())
                        .remaining())
                .isEqualTo(Duration.ofMillis(700));
        assertThat(estimator
                        .accept(sample(MigrationState.SWITCHING_OVER, 9.5, 3, 900, 0)
                                .build())
                        .remaining())
                .isEqualTo(Duration.ofMillis(200));
        assertThat(estimator
                        .accept(sample(MigrationState.COMPLETED, 10, 3, 900, 0).build())
                        .remaining())
                .isZero();
    }

    @Test
    void transferThatStandsStill_takesLongButNotForEver() {
        LiveEstimator estimator = new LiveEstimator(profiled().build());
        estimator.accept(sample(MigrationState.COPYING, 1, 1, 100, 8000).build());

        LiveEstimate estimate = estimator.accept(
                sample(MigrationState.COPYING, 100, 1, 100, 8000).build());

        assertThat(estimate.remaining()).isBetween(Duration.ofMinutes(1), Duration.ofDays(1));
    }

    @Test
    void shorterDowntimeLimit_isTakenIntoAccount() {
        LiveEstimator estimator = new LiveEstimator(profiled().build());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimator.downtimeLimit(Duration.ZERO))
                .withMessageContaining("downtimeLimit");
        Duration before = estimator
                .accept(sample(MigrationState.COPYING, 1, 1, 129, 8000).build())
                .remaining();
        estimator.downtimeLimit(Duration.ofSeconds(60));
        assertThat(estimator
                        .accept(sample(MigrationState.COPYING, 1, 1, 129, 8000).build())
                        .remaining())
                .isNotEqualTo(before);
    }

    @Test
    void sampleThatGoesBack_isRefusedByName() {
        LiveEstimator estimator = new LiveEstimator(known().build());
        estimator.accept(sample(MigrationState.POST_COPY, 5, 2, 500, 500).build());

        refused(estimator, sample(MigrationState.POST_COPY, 4, 2, 500, 500), "elapsed");
        refused(estimator, sample(MigrationState.POST_COPY, 6, 1, 500, 500), "iteration");
        refused(estimator, sample(MigrationState.POST_COPY, 6, 2, 499, 500), "transferred");
        refused(estimator, sample(MigrationState.COPYING, 6, 2, 500, 500), "state");
        assertThat(estimator
                        .accept(sample(MigrationState.POST_COPY, 6, 2, 600, 400).build())
                        .remaining())
                .isPositive();
    }

    @Test
    void negativeNumbers_areRefusedByName() {
        refused(new LiveEstimator(known().build()), sample(MigrationState.COPYING, -1, 1, 0, 0), "elapsed (PT-1S)");
        refused(new LiveEstimator(known().build()), sample(MigrationState.COPYING, 1, -1, 0, 0), "iteration (-1)");
    }

    @Test
    void knowledgeWithoutARate_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LiveKnowledge.builder(DataRate.ZERO))
                .withMessageContaining("rate");
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void anySamplesInOrder_giveFiniteTimesInOrder(long seed) {
        Random random = new Random(seed);
        LiveEstimator estimator = new LiveEstimator(
                (random.nextBoolean() ? profiled() : known()).costs(COSTS).build());
        double time = 0;
        double sent = 0;
        int round = 0;
        for (int i = 0; i < 200; i++) {
            time += random.nextInt(4) == 0 ? 0 : random.nextDouble();
            sent += random.nextInt(3) == 0 ? 0 : 200 * random.nextDouble();
            round += random.nextInt(5) == 0 ? random.nextInt(4) : 0;
            MigrationProgress.Builder sample =
                    sample(MigrationState.COPYING, time, round, sent, random.nextInt(3) * 500.0 * random.nextDouble());
            if (random.nextBoolean()) {
                sample.dirtyRate(DataRate.ofBytesPerSecond(random.nextInt(3) * (long) (random.nextDouble() * 2e8)));
            }
            LiveEstimate estimate = estimator.accept(sample.build());

            assertThat(estimate.remaining()).as("seed %d", seed).isGreaterThanOrEqualTo(Duration.ZERO);
            assertThat(estimate.remainingP90()).isGreaterThanOrEqualTo(estimate.remaining());
            assertThat(estimate.half().contains(estimate.remaining())).isTrue();
            assertThat(estimate.ninetyPercent().low())
                    .isLessThanOrEqualTo(estimate.half().low());
            assertThat(estimate.ninetyPercent().high())
                    .isGreaterThanOrEqualTo(estimate.half().high());
        }
    }

    private static void refused(LiveEstimator estimator, MigrationProgress.Builder sample, String field) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimator.accept(sample.build()))
                .withMessageContaining(field);
    }

    private static MigrationProgress.Builder sample(
            MigrationState state, double seconds, int round, double sentMib, double leftMib) {
        return MigrationProgress.builder(state, Duration.ofMillis(Math.round(seconds * 1e3)))
                .iteration(round)
                .memory(
                        DataSize.ofMebibytes(8192),
                        DataSize.ofBytes((long) (sentMib * QemuTrace.MIB)),
                        DataSize.ofBytes((long) (leftMib * QemuTrace.MIB)));
    }
}
