package io.vacate.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.simulation.Conformal;
import io.vacate.model.simulation.Spread;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Intervals cover what they say, whatever the distribution: on draws that they were not made from. */
class ConformalTest {
    private static final long SEED = 4711;
    private static final int REPETITIONS = 500;
    private static final int HELD_OUT = 200;

    /** A distribution of actual / predicted, none of them the log-normal one that is assumed before. */
    private enum Law {
        /** Everything takes a fifth longer than predicted. */
        SHIFTED {
            @Override
            double draw(Random random) {
                return 1.2 + 0.05 * random.nextGaussian();
            }
        },
        /** Nothing is much shorter, some are far longer. */
        SKEWED {
            @Override
            double draw(Random random) {
                return 0.95 - 0.2 * Math.log(1 - random.nextDouble());
            }
        },
        /** Either of two speeds. */
        TWO_HUMPS {
            @Override
            double draw(Random random) {
                return (random.nextBoolean() ? 0.8 : 1.3) + 0.02 * random.nextGaussian();
            }
        },
        /** One in ten is an outlier. */
        OUTLIERS {
            @Override
            double draw(Random random) {
                return (1 + 0.03 * random.nextGaussian()) * (random.nextInt(10) == 0 ? 3 : 1);
            }
        };

        abstract double draw(Random random);
    }

    /** Shares of held-out draws within the 50 % and the 90 % interval. */
    private record Coverage(double half, double ninety) {}

    private static Coverage coverage(int seen, DoubleSupplier law) {
        int half = 0;
        int ninety = 0;
        for (int i = 0; i < REPETITIONS; i++) {
            Spread spread = Conformal.spread(draws(seen, law));
            for (int j = 0; j < HELD_OUT; j++) {
                double next = law.getAsDouble();
                half += next >= spread.p25() && next <= spread.p75() ? 1 : 0;
                ninety += next >= spread.p05() && next <= spread.p95() ? 1 : 0;
            }
        }
        double all = REPETITIONS * HELD_OUT;
        return new Coverage(half / all, ninety / all);
    }

    private static List<Double> draws(int count, DoubleSupplier law) {
        return DoubleStream.generate(law).limit(count).boxed().toList();
    }

    static Stream<Law> laws() {
        return Stream.of(Law.values());
    }

    @ParameterizedTest
    @MethodSource("laws")
    void intervals_coverHeldOutDraws(Law law) {
        Random random = new Random(SEED);

        for (int seen : new int[] {50, 99, 400}) {
            Coverage coverage = coverage(seen, () -> law.draw(random));

            assertThat(coverage.half())
                    .as("50 %% after %d, seed %d", seen, SEED)
                    .isCloseTo(0.5, within(0.015));
            assertThat(coverage.ninety())
                    .as("90 %% after %d, seed %d", seen, SEED)
                    .isCloseTo(0.9, within(0.015));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 30})
    void fewResiduals_leanOnThePrior_andStillCover(int seen) {
        Random random = new Random(SEED);

        Coverage coverage = coverage(seen, () -> Math.exp(0.1 * random.nextGaussian()));

        assertThat(coverage.half()).as("seed %d", SEED).isBetween(0.44, 0.56);
        assertThat(coverage.ninety()).as("seed %d", SEED).isBetween(0.87, 0.95);
    }

    @Test
    void manyEqualResiduals_leaveNoWidth() {
        Spread spread = Conformal.spread(draws(400, () -> 1.25));

        assertThat(spread.p05()).isEqualTo(1.25);
        assertThat(spread.p95()).isEqualTo(1.25);
        assertThat(spread.mean()).isEqualTo(1.25, within(1e-9));
    }

    @Test
    void oneOutlier_hardlyMovesTheMedian() {
        Spread spread = Conformal.spread(List.of(50.0));

        assertThat(spread.p50()).isBetween(1.0, 1.03);
        assertThat(spread.p95()).isGreaterThan(2);
    }

    @Test
    void quantiles_areThoseOfRankNPlusOne() {
        // Of 99 residuals the 5th smallest is quantile 0.05, the 25th quantile 0.25, and so on.
        List<Double> residuals =
                DoubleStream.iterate(1, value -> value + 1).limit(99).boxed().toList();

        Spread spread = Conformal.spread(residuals);

        assertThat(spread.p05()).isEqualTo(5, within(1e-9));
        assertThat(spread.p25()).isEqualTo(25, within(1e-9));
        assertThat(spread.p50()).isEqualTo(50, within(1e-9));
        assertThat(spread.p75()).isEqualTo(75, within(1e-9));
        assertThat(spread.p90()).isEqualTo(90, within(1e-9));
        assertThat(spread.p95()).isEqualTo(95, within(1e-9));
        assertThat(spread.mean()).isEqualTo(50, within(1e-9));
    }

    @Test
    void noResiduals_areThePrior() {
        assertThat(Conformal.spread(List.of())).isEqualTo(Spread.PRIOR);
    }

    @Test
    void calibration_givesAnyQuantile_theUsualOnesAsItsEstimatorHasThem() {
        Random random = new Random(SEED);
        Calibration learned = Calibration.prior()
                .with(Quantity.RESIDUAL, draws(70, () -> Law.SKEWED.draw(random)))
                .with(Quantity.GROUP_RESIDUAL, 2);
        Spread spread = learned.estimator().spread();

        assertThat(learned.quantile(Kind.RESIDUAL, 0.05)).isEqualTo(spread.p05());
        assertThat(learned.quantile(Kind.RESIDUAL, 0.9)).isEqualTo(spread.p90());
        assertThat(learned.quantile(Kind.RESIDUAL, 0.6)).isBetween(spread.p50(), spread.p75());
        assertThat(learned.quantile(Kind.GROUP_RESIDUAL, 0.95))
                .isEqualTo(learned.estimator().groupSpread().p95());
        assertThat(Calibration.prior().quantile(Kind.RESIDUAL, 0.5)).isEqualTo(1, within(1e-3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learned.quantile(Kind.PATH_RATE, 0.5))
                .withMessageContaining("PATH_RATE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learned.quantile(Kind.RESIDUAL, 1))
                .withMessageContaining("share (1.0)");
    }

    @Test
    void deviation_isTheFartherEndOfTheInterval_fromTheMedian() {
        Calibration learned = Calibration.prior()
                .with(Quantity.RESIDUAL, draws(400, () -> 1.25))
                .with(Quantity.GROUP_RESIDUAL, 2);
        Spread groups = learned.estimator().groupSpread();

        assertThat(learned.deviation(Kind.RESIDUAL)).isZero();
        assertThat(learned.deviation(Kind.GROUP_RESIDUAL))
                .isEqualTo(Math.max(groups.p95() / groups.p50() - 1, 1 - groups.p05() / groups.p50()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> learned.deviation(Kind.PATH_RATE))
                .withMessageContaining("PATH_RATE");
    }
}
