package io.vacate.model.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.unit.DataRate;
import io.vacate.model.live.Verdict.DoesNotConverge;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The verdict by the third dirty-sync")
class VerdictTest {
    private static final int DECIDING_SYNC = 3;

    private static LiveKnowledge known() {
        return LiveKnowledge.builder(DataRate.ofBytesPerSecond((long) QemuTrace.RATE))
                .capacity(DataRate.ofMebibytesPerSecond(600))
                .limited(true)
                .costs(QemuTrace.NO_COSTS)
                .build();
    }

    /** Returns what was said when the third sync was seen; before, nothing may have been claimed. */
    private static Verdict byThirdSync(DoubleUnaryOperator dirty, double usedMib, long seed) {
        LiveEstimator estimator = new LiveEstimator(known());
        for (MigrationProgress sample : new QemuTrace(usedMib, dirty, seed, 0.2).samples()) {
            Verdict verdict = estimator.accept(sample).verdict();
            if (sample.iteration() >= DECIDING_SYNC) {
                return verdict;
            }
        }
        throw new AssertionError("there was no third sync, seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.95, 1, 1.05})
    void convergentLoad_isNotAlarmedAt(double factor) {
        for (long seed = 1; seed <= 10; seed++) {
            DoubleUnaryOperator dirty = tau -> factor * QemuTrace.fourThreads().applyAsDouble(tau);

            assertThat(byThirdSync(dirty, 1900, seed)).as("seed %d", seed).isInstanceOf(Verdict.Converges.class);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.05})
    void loadThatNearlyKeepsUp_isTold(double factor) {
        for (long seed = 1; seed <= 10; seed++) {
            DoubleUnaryOperator dirty =
                    tau -> factor * QemuTrace.sixteenThreads().applyAsDouble(tau);

            assertThat(byThirdSync(dirty, 3250, seed)).as("seed %d", seed).isInstanceOf(DoesNotConverge.class);
        }
    }

    @Test
    void smallWorkingSetRewrittenAtOnce_isTold() {
        for (long seed = 1; seed <= 10; seed++) {
            assertThat(byThirdSync(QemuTrace.onlyReads(), 3800, seed))
                    .as("seed %d", seed)
                    .isInstanceOf(DoesNotConverge.class);
        }
    }

    @Test
    void alarm_namesItsFixedPointAndWaysOutWithTheirPrices() {
        DoesNotConverge verdict = (DoesNotConverge) byThirdSync(QemuTrace.onlyReads(), 3800, 1);

        assertThat(verdict.fixedPoint().left().mebibytes()).isBetween(100.0, 300.0);
        assertThat(verdict.explain()).contains("does not converge").contains("MiB");
        assertThat(verdict.advice())
                .extracting(Object::getClass)
                .extracting(Class::getSimpleName)
                .contains("RaiseDowntimeLimit", "MoreBandwidth", "PostCopy", "StopAndCopy");
        for (Verdict.Advice advice : verdict.advice()) {
            assertThat(advice.price().totalTime())
                    .as(advice.text())
                    .isBetween(Duration.ofSeconds(29), Duration.ofMinutes(3));
            assertThat(advice.price().downtime()).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void adviceIsSufficient() {
        DoesNotConverge verdict = (DoesNotConverge) byThirdSync(QemuTrace.sixteenThreads(), 3250, 1);
        Verdict.Advice.MoreBandwidth faster = verdict.advice().stream()
                .filter(Verdict.Advice.MoreBandwidth.class::isInstance)
                .map(Verdict.Advice.MoreBandwidth.class::cast)
                .findFirst()
                .orElseThrow();

        assertThat(faster.rate().mebibytesPerSecond()).isBetween(130.0, 400.0);
        assertThat(verdict.advice()).anyMatch(Verdict.Advice.Throttle.class::isInstance);
    }

    @Test
    void loadThatStops_isNoticed() {
        LiveEstimator estimator = new LiveEstimator(known());
        List<MigrationProgress> samples = new QemuTrace(3800, QemuTrace.onlyReads(), 3, 0.2)
                .loadStopsAt(45)
                .samples();
        Verdict last = new Verdict.Undecided(0);
        boolean alarmed = false;
        for (MigrationProgress sample : samples) {
            last = estimator.accept(sample).verdict();
            alarmed |= last.isAlarm();
        }

        assertThat(alarmed).isTrue();
        assertThat(last).isInstanceOf(Verdict.Converges.class);
    }

    @Test
    void samplesASecondApart_suffice() {
        LiveEstimator estimator = new LiveEstimator(known());
        Verdict last = new Verdict.Undecided(0);
        for (MigrationProgress sample : new QemuTrace(3800, QemuTrace.onlyReads(), 5, 1).samples()) {
            last = estimator.accept(sample).verdict();
        }

        assertThat(last).isInstanceOf(DoesNotConverge.class);
    }

    @Test
    void modesWithoutRounds_alwaysEnd() {
        assertThat(new Verdict.Undecided(1).isAlarm()).isFalse();
        assertThat(new Verdict.Undecided(1).explain()).isEqualTo("undecided after 1 round");
        assertThat(new Verdict.Converges(0.9, 3).explain()).isEqualTo("converges (90 %), in 3 more rounds");
    }
}
