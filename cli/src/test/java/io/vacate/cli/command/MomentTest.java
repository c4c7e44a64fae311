package io.vacate.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** When hosts must be empty, as people write it. */
class MomentTest {
    private static final ZonedDateTime NOW = ZonedDateTime.parse("2026-12-01T13:30:00+01:00[Europe/Berlin]");

    @ParameterizedTest
    @CsvSource({
        "14:00, 2026-12-01T13:00:00Z",
        "13:30, 2026-12-02T12:30:00Z",
        "02:15:30, 2026-12-02T01:15:30Z",
        "2026-12-24T18:00, 2026-12-24T17:00:00Z",
        "2026-12-01T13:00Z, 2026-12-01T13:00:00Z",
        "2026-12-01T20:00+05:00, 2026-12-01T15:00:00Z"
    })
    void timeOfDay_isTheNextOne_andOthersAreAsTheyStand(String text, String moment) {
        assertThat(Moment.read(text, NOW).instant()).isEqualTo(moment);
    }

    @Test
    void whatIsOver_isRefused() {
        assertThatThrownBy(() -> Moment.read("2026-12-01T13:00", NOW))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("2026-12-01T13:00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"14", "25:00", "tomorrow", "2026-12-01T25:00", ""})
    void whatIsNoTime_isRefused(String text) {
        assertThatThrownBy(() -> Moment.read(text, NOW))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("14:00");
    }
}
