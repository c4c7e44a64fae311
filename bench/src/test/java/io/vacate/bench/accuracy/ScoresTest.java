package io.vacate.bench.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.bench.naive.Naive;
import io.vacate.bench.plot.Point;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.NetworkProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the scores are made of, against sums done by hand. */
class ScoresTest {
    private static Scored scored(double actual, double predicted) {
        return new Scored(actual, predicted, predicted * 0.8, predicted * 0.9, predicted * 1.1, predicted * 1.2);
    }

    private static LoggedMigration logged(long mebibytes, double megabits, double seconds) {
        return new LoggedMigration("p", "1", "v", mebibytes, "a", "b", megabits, 5, 5 + seconds);
    }

    @Test
    void error_isAShareOfWhatHappened() {
        assertThat(scored(10, 12).error()).isEqualTo(0.2, within(1e-12));
        assertThat(scored(12, 10).error()).isEqualTo(1 / 6.0, within(1e-12));
        assertThat(Scored.mape(List.of(scored(10, 12), scored(10, 10)))).isEqualTo(0.1, within(1e-12));
        assertThat(Scored.mape(List.of())).isNaN();
    }

    @Test
    void coverage_countsBothEnds() {
        List<Scored> all = List.of(scored(8, 10), scored(9, 10), scored(11, 10), scored(12, 10), scored(12.1, 10));

        assertThat(Scored.coverage50(all)).isEqualTo(0.4);
        assertThat(Scored.coverage90(all)).isEqualTo(0.8);
    }

    @Test
    void naiveError_isTheMeanOfItsShares() {
        List<LoggedMigration> log = List.of(logged(1000, 1000, 16.777216), logged(2000, 500, 33.554432));
        AccuracyReport report = new AccuracyReport(
                log,
                new CrossValidation(
                        new Experiment(NetworkProfile.builder().build(), DirtyCurve.idle()),
                        Map.of(),
                        Optional.empty()),
                List.of(0.1));

        assertThat(report.error(Naive.MEMORY_BY_BANDWIDTH)).isEqualTo(0.25, within(1e-9));
        assertThat(report.error(Naive.CLOUDSIM)).isEqualTo(0.5, within(1e-9));
    }

    @Test
    void ladder_countsWhatEachIntervalHolds() {
        // Residuals 0.02, 0.04 … 1.98: the interval of 50 % goes from the 25th to the 75th of them.
        Calibration learned = Calibration.prior();
        List<Scored> pairs = new ArrayList<>();
        for (int i = 1; i <= 99; i++) {
            learned = learned.with(new Quantity(Kind.RESIDUAL, ""), i / 50.0);
            pairs.add(scored(i / 50.0 * 7, 7));
        }
        CoverageLadder ladder = new CoverageLadder(Kind.RESIDUAL);
        assertThat(ladder.points()).isEmpty();

        ladder.add(learned, pairs);

        assertThat(ladder.points()).extracting(Point::x).startsWith(0.1, 0.2).endsWith(0.9, 0.95);
        assertThat(ladder.points().get(4)).isEqualTo(new Point(0.5, 51 / 99.0));
        assertThat(ladder.points().get(8)).isEqualTo(new Point(0.9, 91 / 99.0));
    }
}
