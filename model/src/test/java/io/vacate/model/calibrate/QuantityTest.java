package io.vacate.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantityTest {
    private static final Quantity COSTS = Quantity.overhead(ModeKind.PRE_COPY);

    private static Calibration with(Quantity quantity, double... samples) {
        return Calibration.prior()
                .with(quantity, DoubleStream.of(samples).boxed().toList());
    }

    private static double median(double... samples) {
        return with(COSTS, samples).learned(COSTS).orElseThrow();
    }

    @Test
    void learned_isTheMedian_inWhateverOrder() {
        assertThat(median(7)).isEqualTo(7);
        assertThat(median(1, 9)).isEqualTo(5);
        assertThat(median(9, 1, 2)).isEqualTo(2);
        assertThat(median(4, 1000, 1, 3)).isEqualTo(3.5);
        assertThat(Calibration.prior().learned(COSTS)).isEmpty();
    }

    @Test
    void fullWindow_dropsTheOldest() {
        int window = Kind.OVERHEAD.window();
        Calibration calibration = Calibration.prior();
        for (int i = 1; i <= window; i++) {
            calibration = calibration.with(COSTS, 100);
        }
        for (int i = 1; i <= window / 2; i++) {
            calibration = calibration.with(COSTS, 5);
        }
        assertThat(window).isOdd();
        assertThat(calibration.samples().get(COSTS)).hasSize(window);
        assertThat(calibration.learned(COSTS)).hasValue(100);

        calibration = calibration.with(COSTS, 5);

        assertThat(calibration.samples().get(COSTS)).hasSize(window);
        assertThat(calibration.learned(COSTS)).hasValue(5);
    }

    @Test
    void savedSamplesAboveTheWindow_areTheLatest() {
        List<Double> seen = DoubleStream.iterate(1, value -> value + 1)
                .limit(Kind.OVERHEAD.window() + 3)
                .boxed()
                .toList();

        Calibration loaded = new Calibration(HypervisorProfile.PRIOR, Map.of(COSTS, seen));

        assertThat(loaded.samples().get(COSTS)).isEqualTo(seen.subList(3, seen.size()));
    }

    @Test
    void windowsOfResiduals_areLong_asTheirTailsMatter() {
        assertThat(Kind.RESIDUAL.window()).isGreaterThan(10 * Kind.PATH_RATE.window());
        assertThat(Kind.GROUP_RESIDUAL.window()).isEqualTo(Kind.RESIDUAL.window());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sampleThatMakesNoSense_isLeftOut(Kind kind) {
        Quantity quantity = new Quantity(kind, "");

        assertThat(with(quantity, Double.NaN, -1, Double.POSITIVE_INFINITY, 1e18))
                .isEqualTo(Calibration.prior());
        assertThat(kind.accepts(0.5) || kind.accepts(2)).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kind.checked(-1))
                .withMessageContaining(kind.name() + " (-1.0)");
    }

    @Test
    void quantities_doNotMixSubjects() {
        Calibration calibration = with(Quantity.pathRate("a", "b"), 100).with(Quantity.pathRate("b", "a"), 300);

        assertThat(calibration.learned(Quantity.pathRate("a", "b"))).hasValue(100);
        assertThat(calibration.learned(Quantity.pathRate("b", "a"))).hasValue(300);
        assertThat(calibration.learned(Quantity.pathRate("a", "c"))).isEmpty();
    }

    @Test
    void blankLink_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quantity.linkRate(" "))
                .withMessageContaining("link");
    }
}
