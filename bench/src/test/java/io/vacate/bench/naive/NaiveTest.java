package io.vacate.bench.naive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The formulas of others, against sums done by hand. */
class NaiveTest {
    /** 96 MiB are hot and rewritten in 2 s. */
    private static final NaiveVm BUSY = new NaiveVm(1000, 96, 2, 2);

    @Test
    void formulas_areAsPublished() {
        // 1000 MiB are 8388.608 Mbit.
        assertThat(Naive.MEMORY_BY_BANDWIDTH.seconds(BUSY, 1000)).isEqualTo(8.388608, within(1e-9));
        assertThat(Naive.CLOUDSIM.seconds(BUSY, 1000)).isEqualTo(16.777216, within(1e-9));
        // At 111.1 MiB/s: 9 s once; then (96 + 7 · 2) / 109.1, and the hot set 96 / 111.1 · 48 / 63.1.
        assertThat(Naive.MVM.seconds(BUSY, 1000)).isEqualTo(9 + 1.00815 + 0.65713, within(1e-4));
    }

    @Test
    void idleVm_isSentOnce() {
        assertThat(Naive.MVM.seconds(new NaiveVm(1000, 0, 1, 0), 1000)).isEqualTo(9, within(1e-9));
    }

    @Test
    void vmThatWritesFasterThanTheLink_neverEnds() {
        assertThat(Naive.MVM.seconds(BUSY, 432)).isInfinite();
        assertThat(Naive.MVM.seconds(BUSY, 440)).isGreaterThan(100);
    }
}
