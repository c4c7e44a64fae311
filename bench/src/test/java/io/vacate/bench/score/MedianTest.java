package io.vacate.bench.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {
    @Test
    void median_isTheValueInTheMiddle_inWhateverOrder() {
        double[] values = {3, 1, 2};

        assertThat(Median.of(values)).isEqualTo(2);
        assertThat(values).containsExactly(3, 1, 2);
        assertThat(Median.of(List.of(1.0, 4.0, 2.0, 3.0))).isEqualTo(2.5);
        assertThat(Median.of(7)).isEqualTo(7);
    }

    @Test
    void medianOfNothing_isNoNumber() {
        assertThat(Median.of(List.of())).isNaN();
        assertThat(Median.of()).isNaN();
    }
}
