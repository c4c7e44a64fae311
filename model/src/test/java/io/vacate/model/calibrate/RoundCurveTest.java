package io.vacate.model.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.DirtyCurve.Point;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundCurveTest {
    private static Point round(double seconds, double mib) {
        return new Point(Seconds.toDuration(seconds), DataSize.ofBytes((long) (mib * (1 << 20))));
    }

    private static double mibWithin(DirtyCurve curve, double seconds) {
        return curve.bytesWithin(seconds) / (1 << 20);
    }

    @Test
    void noRounds_giveNoCurve() {
        assertThat(RoundCurve.through(List.of())).isEmpty();
    }

    @Test
    void roundsOfLikeLength_areOnePoint() {
        DirtyCurve curve = RoundCurve.through(
                        List.of(round(1.9, 70), round(2.0, 75), round(1.95, 72), round(14.8, 274)))
                .orElseThrow();

        assertThat(mibWithin(curve, 1.95)).isCloseTo(72, within(1.0));
        assertThat(mibWithin(curve, 14.8)).isCloseTo(274, within(0.1));
    }

    @Test
    void roundInWhichTheLoadStopped_doesNotBendTheCurve() {
        List<Point> rounds = new ArrayList<>(List.of(round(29.2, 274), round(2.0, 203)));
        for (int i = 0; i < 40; i++) {
            rounds.add(round(1.5, 190));
        }
        rounds.add(round(0.5, 9.7));

        DirtyCurve curve = RoundCurve.through(rounds).orElseThrow();

        assertThat(mibWithin(curve, 0.5)).isCloseTo(190 / 3.0, within(1.0));
    }

    @Test
    void curve_isConcaveWhateverTheNoise() {
        DirtyCurve curve = RoundCurve.through(List.of(round(0.2, 6), round(0.6, 31), round(2, 60), round(15, 300)))
                .orElseThrow();

        assertThat(mibWithin(curve, 0.2) / 0.2).isGreaterThanOrEqualTo(mibWithin(curve, 0.6) / 0.6 - 1e-3);
        assertThat(mibWithin(curve, 0.6) / 0.6).isGreaterThanOrEqualTo(mibWithin(curve, 2) / 2);
    }
}
