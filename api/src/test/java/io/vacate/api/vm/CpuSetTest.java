package io.vacate.api.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuSetTest {
    @Test
    void toString_isAsLinuxWritesIt() {
        assertThat(CpuSet.of(8, 1, 0, 2)).hasToString("0-2,8");
        assertThat(CpuSet.of(3)).hasToString("3");
        assertThat(CpuSet.first(4)).hasToString("0-3").isEqualTo(CpuSet.of(List.of(3, 2, 1, 0)));
    }

    @Test
    void of_noneOrNoCpu_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(CpuSet::of);
        assertThatIllegalArgumentException().isThrownBy(() -> CpuSet.of(-1)).withMessageContaining("-1");
        assertThatIllegalArgumentException().isThrownBy(() -> CpuSet.first(0));
    }

    @Test
    void sets_areCompared() {
        assertThat(CpuSet.first(4).containsAll(CpuSet.of(1, 3))).isTrue();
        assertThat(CpuSet.first(2).containsAll(CpuSet.of(1, 2))).isFalse();
        assertThat(CpuSet.of(1).plus(CpuSet.of(5)).numbers()).containsExactly(1, 5);
        assertThat(CpuSet.of(1, 5).last()).isEqualTo(5);
    }
}
