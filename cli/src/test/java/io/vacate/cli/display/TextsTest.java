package io.vacate.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "310, 310 ms",
        "999, 999 ms",
        "1000, 1.0 s",
        "8240, 8.2 s",
        "9960, 10 s",
        "31400, 31 s",
        "119000, 119 s",
        "245000, 4 min 5 s",
        "7800000, 2 h 10 min"
    })
    void timesHaveTheDigitsThatMatter(long millis, String text) {
        assertThat(Texts.time(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void percentagesHaveASign() {
        assertThat(Texts.signedPercent(-6.1)).isEqualTo("−6 %");
        assertThat(Texts.signedPercent(4.4)).isEqualTo("+4 %");
        assertThat(Texts.signedPercent(-0.3)).isEqualTo("0 %");
    }

    @Test
    void textFitsAWidthCountedInCharactersNotInUnits() {
        assertThat(Texts.fit("ab", 4)).isEqualTo("ab  ");
        assertThat(Texts.fit("abcdef", 4)).isEqualTo("abc…");
        assertThat(Texts.fit("😀😀😀", 2)).isEqualTo("😀…");
    }
}
