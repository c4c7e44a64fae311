package io.vacate.orchestrator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.calibrate.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkKnowledgeTest {
    private static final List<String> FROM = List.of("h1");
    private static final List<String> TO = List.of("h2", "h3");

    private static Calibration seen(String from, String to, int mebibytes) {
        double rate = DataRate.ofMebibytesPerSecond(mebibytes).bytesPerSecond();
        return Calibration.prior().with(Quantity.pathRate(from, to), rate);
    }

    private static double rate(NetworkKnowledge known, String to) {
        return Predictor.of(known.star(List.of("h1", "h2", "h3")), known.learned())
                .network()
                .path("h1", to)
                .rateAlone()
                .mebibytesPerSecond();
    }

    @Test
    void givenSpeedIsTakenAsItIs() {
        NetworkKnowledge known = NetworkKnowledge.given(DataRate.ofMegabitsPerSecond(500), seen("h1", "h2", 40));

        assertThat(rate(known, "h2")).isCloseTo(56.7, within(0.1));
        assertThat(known.unknown()).isEmpty();
    }

    @Test
    void nothingKnownIsOneGigabitAndSaidSo() {
        NetworkKnowledge known = NetworkKnowledge.learned(FROM, TO, Calibration.prior());

        assertThat(rate(known, "h2")).isCloseTo(113.4, within(0.1));
        assertThat(known.unknown()).hasSize(2);
        assertThat(known.unknown().get(0).assumption())
                .isEqualTo("link rate between h1 and h2 is not known: assumed 1 Gbit/s");
    }

    @Test
    void seenPathHasItsRateAndOthersTakeItOver() {
        NetworkKnowledge known = NetworkKnowledge.learned(FROM, TO, seen("h1", "h2", 40));

        assertThat(rate(known, "h2")).isCloseTo(40, within(0.01));
        assertThat(rate(known, "h3")).isCloseTo(40, within(0.01));
        assertThat(known.unknown()).singleElement().satisfies(path -> {
            assertThat(path.to()).isEqualTo("h3");
            assertThat(path.assumption()).contains("assumed 40.0 MiB/s, as seen on other paths");
        });
    }
}
