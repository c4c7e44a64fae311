package io.vacate.model.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataSize;
import io.vacate.model.fixture.Vms;
import io.vacate.model.profile.DirtyCurve.Point;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A dirty curve")
class DirtyCurveTest {
    private static Point point(long seconds, long bytes) {
        return new Point(Duration.ofSeconds(seconds), DataSize.ofBytes(bytes));
    }

    @Test
    void idle_isZeroEverywhere() {
        assertThat(DirtyCurve.idle().bytesWithin(1e9)).isZero();
        assertThat(DirtyCurve.idle().within(Duration.ofDays(1))).isEqualTo(DataSize.ZERO);
    }

    @Test
    void constantRate_endsAtTheWorkingSet() {
        DirtyCurve curve = Vms.dirtying(20, 64);

        assertThat(curve.within(Duration.ofSeconds(2))).isEqualTo(DataSize.ofMebibytes(40));
        assertThat(curve.within(Duration.ofSeconds(20))).isEqualTo(DataSize.ofMebibytes(64));
        assertThat(curve.breakpoints()).containsExactly(3.2);
    }

    @Test
    void measured_interpolatesFromTheOrigin() {
        DirtyCurve curve = DirtyCurve.measured(List.of(point(2, 100), point(4, 160)));

        assertThat(curve.bytesWithin(0)).isZero();
        assertThat(curve.bytesWithin(1)).isEqualTo(50);
        assertThat(curve.bytesWithin(2)).isEqualTo(100);
        assertThat(curve.bytesWithin(3)).isCloseTo(130, within(1e-9));
        assertThat(curve.breakpoints()).containsExactly(2, 4);
    }

    @Test
    void measured_goesOnWithItsLastSlope() {
        assertThat(DirtyCurve.measured(List.of(point(2, 100), point(4, 160))).bytesWithin(6))
                .isCloseTo(220, within(1e-9));
        assertThat(DirtyCurve.measured(List.of(point(2, 100), point(4, 100))).bytesWithin(9))
                .isEqualTo(100);
    }

    @Test
    void measured_isNotExtrapolatedSteeperThanItsMean() {
        DirtyCurve convex = DirtyCurve.measured(List.of(point(2, 20), point(4, 100)));

        assertThat(convex.bytesWithin(5)).isEqualTo(125);
    }

    @Test
    void badPoints_areNamed() {
        assertThatThrownBy(() -> DirtyCurve.measured(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("points ([])");
        assertThatThrownBy(() -> DirtyCurve.measured(List.of(point(1, 10), point(2, 9))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("points[1].size (9 B)")
                .hasMessageContaining("points[0].size (10 B)");
        assertThatThrownBy(() -> DirtyCurve.measured(List.of(point(2, 10), point(2, 11))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("points[1].time (PT2S)");
        assertThatThrownBy(() -> point(0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time (PT0S)");
        assertThatThrownBy(() -> DirtyCurve.idle().within(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("time (PT-1S)");
    }

    @Test
    void curvesOfEqualPoints_areEqual() {
        assertThat(DirtyCurve.measured(List.of(point(1, 2))))
                .isEqualTo(DirtyCurve.measured(List.of(point(1, 2))))
                .hasSameHashCodeAs(DirtyCurve.measured(List.of(point(1, 2))))
                .isNotEqualTo(DirtyCurve.measured(List.of(point(1, 3))));
    }
}
