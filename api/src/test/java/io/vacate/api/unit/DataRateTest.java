package io.vacate.api.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataRateTest {
    @ParameterizedTest
    @CsvSource({
        "50MiB/s, 52428800",
        "500mbit, 62500000",
        "500 Mbit/s, 62500000",
        "1Gbit/s, 125000000",
        "2.5GB/s, 2500000000",
        "8bit/s, 1",
        "1B/s, 1"
    })
    void parse_tellsBytesFromBits(String text, long bytesPerSecond) {
        assertThat(DataRate.parse(text)).isEqualTo(DataRate.ofBytesPerSecond(bytesPerSecond));
    }

    @ParameterizedTest
    @ValueSource(strings = {"50", "50MiB", "fast", "-1MiB/s", "1 MiB/h", "99999999999Gbit/s"})
    void parse_namesWhatIsNotARate(String text) {
        assertThatThrownBy(() -> DataRate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void timeFor_isSizeOverRate() {
        assertThat(DataRate.ofMebibytesPerSecond(64).timeFor(DataSize.ofMebibytes(160)))
                .isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void timeFor_neverEndsAtRateZero() {
        assertThatThrownBy(() -> DataRate.ZERO.timeFor(DataSize.ofBytes(1))).isInstanceOf(ArithmeticException.class);
        assertThat(DataRate.ZERO.timeFor(DataSize.ZERO)).isEqualTo(Duration.ZERO);
    }

    @Test
    void of_isTheMeanRate() {
        assertThat(DataRate.of(DataSize.ofMebibytes(100), Duration.ofSeconds(4)))
                .isEqualTo(DataRate.ofMebibytesPerSecond(25));
        assertThatThrownBy(() -> DataRate.of(DataSize.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
