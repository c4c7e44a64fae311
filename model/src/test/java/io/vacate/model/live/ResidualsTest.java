package io.vacate.model.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vacate.model.live.LiveEstimate.TimeInterval;
import io.vacate.model.live.Residuals.Residual;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResidualsTest {
    @Test
    void withoutResiduals_thePriorIsSaid() {
        assertThat(Residuals.NONE.halfWidth(0.9, 0.5, 0.2)).isEqualTo(0.2);
    }

    @Test
    void fewResiduals_cannotNarrowThePrior() {
        Residuals few = new Residuals(List.of(new Residual(0.5, 0.01), new Residual(0.5, -0.3)));

        assertThat(few.halfWidth(0.9, 0.5, 0.2)).isEqualTo(0.3);
        assertThat(few.halfWidth(0.9, 0.5, 0.5)).isEqualTo(0.5);
    }

    @Test
    void kthSmallestOfResidualsAtALikeShare_isTheHalfWidth() {
        List<Residual> all = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            all.add(new Residual(0.5, i % 2 == 0 ? i * 0.01 : -i * 0.01));
            all.add(new Residual(0.9, 5));
        }

        // ⌈10 · 0.5⌉ = 5, ⌈10 · 0.9⌉ = 9.
        assertThat(new Residuals(all).halfWidth(0.5, 0.45, 1)).isEqualTo(0.05);
        assertThat(new Residuals(all).halfWidth(0.9, 0.45, 1)).isEqualTo(0.09);
    }

    @Test
    void coverage_isAtLeastTheLevel() {
        Random random = new Random(42);
        int covered = 0;
        for (int trial = 0; trial < 2000; trial++) {
            List<Residual> all = new ArrayList<>();
            for (int i = 0; i < 19; i++) {
                all.add(new Residual(0.5, random.nextGaussian()));
            }
            covered += Math.abs(random.nextGaussian()) <= new Residuals(all).halfWidth(0.9, 0.5, 0) ? 1 : 0;
        }

        assertThat(covered / 2000.0).as("seed 42").isCloseTo(0.9, within(0.02));
    }

    @Test
    void residualOfAnEstimate_isRelativeToWhatWasLeft() {
        LiveEstimate estimate = new LiveEstimate(
                Duration.ofSeconds(6),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                new TimeInterval(Duration.ofSeconds(3), Duration.ofSeconds(5)),
                new TimeInterval(Duration.ofSeconds(2), Duration.ofSeconds(6)),
                new Verdict.Undecided(0));

        Residual residual = Residual.of(estimate, Duration.ofSeconds(11));

        assertThat(residual.share()).isEqualTo(0.6);
        assertThat(residual.logRatio()).isCloseTo(Math.log(5.25 / 4.25), within(1e-12));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Residual.of(estimate, Duration.ofSeconds(5)))
                .withMessageContaining("actualTotal");
    }

    @Test
    void numbersOutOfRange_areRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Residual(1.1, 0))
                .withMessageContaining("share (1.1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Residual(0.5, Double.NaN))
                .withMessageContaining("logRatio (NaN)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TimeInterval(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .withMessageContaining("high (PT1S)");
    }
}
