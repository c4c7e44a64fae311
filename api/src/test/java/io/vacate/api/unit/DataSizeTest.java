package io.vacate.api.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
    @ParameterizedTest
    @CsvSource({
        "512MiB, 536870912",
        "1.5 GiB, 1610612736",
        "2GB, 2000000000",
        "4096, 4096",
        "0, 0",
        "3 kB, 3000",
        "1TiB, 1099511627776",
        "7mib, 7340032"
    })
    void parse_readsBinaryAndDecimalUnits(String text, long bytes) {
        assertThat(DataSize.parse(text)).isEqualTo(DataSize.ofBytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "-1MiB", "1,5GiB", "12 parsecs", "1e3", "NaN", "9999999999TiB", "1MiB/s"})
    void parse_namesWhatIsNotASize(String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void negative_isRefusedWithItsValue() {
        assertThatThrownBy(() -> DataSize.ofBytes(-5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-5");
    }

    @Test
    void overflow_isAnErrorRatherThanAWrongSize() {
        assertThatThrownBy(() -> DataSize.ofMebibytes(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> DataSize.ofBytes(Long.MAX_VALUE).plus(DataSize.ofBytes(1)))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1 KiB", "134217728, 128 MiB", "1610612736, 1.5 GiB"})
    void toString_picksTheLargestUnit(long bytes, String text) {
        assertThat(DataSize.ofBytes(bytes)).hasToString(text);
    }
}
