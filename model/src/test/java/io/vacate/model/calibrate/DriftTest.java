package io.vacate.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.unit.DataSize;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.VmProfile;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final long SEED = 99;
    private static final double COSTS = 2;

    private final Random random = new Random(SEED);

    private double noise() {
        return Math.exp(0.05 * random.nextGaussian());
    }

    private Calibration withResiduals(Calibration before, int count, double factor) {
        Calibration calibration = before;
        for (int i = 0; i < count; i++) {
            calibration = calibration.with(Quantity.RESIDUAL, factor * noise());
        }
        return calibration;
    }

    private static Observation seen(double mebibytesPerSecond) {
        VmProfile vm = Vms.idle(1, 512);
        double active = 512 / mebibytesPerSecond;
        return Observation.preCopy(
                vm,
                "a",
                "b",
                Seconds.toDuration(active + COSTS),
                DataSize.ofMebibytes(512),
                Seconds.toDuration(active));
    }

    private static double rate(Calibration calibration) {
        return calibration.learned(Quantity.pathRate("a", "b")).orElseThrow() / 0x1p20;
    }

    @Test
    void noiseAlone_isNeverTakenForDrift() {
        Calibration calibration = Calibration.prior();
        for (int i = 0; i < 3000; i++) {
            calibration = calibration.with(Quantity.RESIDUAL, noise());

            assertThat(calibration.drift()).as("after %d, seed %d", i, SEED).isEmpty();
        }
    }

    @Test
    void shift_isNoticedAfterFive_withItsFactor() {
        Calibration before = withResiduals(Calibration.prior(), 60, 1);

        assertThat(withResiduals(before, 4, 1.4).drift()).as("seed %d", SEED).isEmpty();
        Drift longer = withResiduals(before, 5, 1.4).drift().orElseThrow();
        assertThat(longer.factor()).isCloseTo(1.4, Percentage.withPercentage(6));
        assertThat(longer.migrations()).isEqualTo(5);
        assertThat(withResiduals(before, 5, 0.6).drift().orElseThrow().factor())
                .isCloseTo(0.6, Percentage.withPercentage(6));
    }

    @Test
    void oneThatFits_amongThoseThatDoNot_isNoDrift() {
        Calibration calibration = withResiduals(Calibration.prior(), 60, 1);
        calibration = withResiduals(calibration, 2, 1.4).with(Quantity.RESIDUAL, 1);

        assertThat(withResiduals(calibration, 2, 1.4).drift()).isEmpty();
    }

    @Test
    void bothWays_isNoDrift() {
        Calibration calibration = withResiduals(Calibration.prior(), 60, 1);
        for (int i = 0; i < 5; i++) {
            calibration = calibration.with(Quantity.RESIDUAL, i % 2 == 0 ? 1.5 : 0.5);
        }

        assertThat(calibration.drift()).isEmpty();
    }

    @Test
    void beforeMuchWasSeen_thereIsNothingToDriftFrom() {
        assertThat(withResiduals(Calibration.prior(), 9, 3).drift()).isEmpty();
    }

    @Test
    void pathThatSlowsDown_isFollowedAtOnce_notAfterHalfAWindow() {
        Calibration calibration = Calibration.prior();
        for (int i = 0; i < 25; i++) {
            calibration = calibration.updatedWith(seen(50 * noise()));
        }
        assertThat(rate(calibration)).as("seed %d", SEED).isCloseTo(50, Percentage.withPercentage(4));

        for (int i = 0; i < 5; i++) {
            calibration = calibration.updatedWith(seen(20));
        }

        assertThat(rate(calibration))
                .as("seed %d", SEED)
                .isEqualTo(DataSize.ofMebibytes(20).bytes() / 0x1p20);
        assertThat(calibration.learned(Quantity.overhead(ModeKind.PRE_COPY)).orElseThrow())
                .isCloseTo(COSTS, Percentage.withPercentage(0.1));
        assertThat(calibration.samples()).doesNotContainKey(Quantity.RESIDUAL);
        assertThat(calibration.drift()).isEmpty();
    }

    @Test
    void pathThatOnlyWobbles_keepsItsHistory() {
        Calibration calibration = Calibration.prior();
        for (int i = 0; i < 200; i++) {
            calibration = calibration.updatedWith(seen(50 * noise()));
        }

        assertThat(calibration.samples().get(Quantity.RESIDUAL))
                .as("seed %d", SEED)
                .hasSize(199);
        assertThat(rate(calibration)).as("seed %d", SEED).isCloseTo(50, Percentage.withPercentage(4));
    }
}
