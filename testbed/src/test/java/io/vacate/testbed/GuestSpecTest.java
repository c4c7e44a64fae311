package io.vacate.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class GuestSpecTest {
    @Test
    void dirtying_fillsAtLeastTheWorkingSet() {
        GuestSpec spec = GuestSpec.named("a").withMemoryMib(256).dirtying(20, 160);

        assertThat(spec.workingSetMib()).isEqualTo(160);
        assertThat(spec.fillMib()).isEqualTo(160);
        assertThat(spec.dirtyMibPerSecond()).isEqualTo(20);
    }

    @Test
    void filling_lessThanTheWorkingSetShrinksIt() {
        assertThat(GuestSpec.named("a").filling(16).workingSetMib()).isEqualTo(16);
    }

    @Test
    void badValues_areRefusedWithTheirNames() {
        assertThatIllegalArgumentException().isThrownBy(() -> GuestSpec.named(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuestSpec.named("a").withMemoryMib(0))
                .withMessageContaining("memoryMib (0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GuestSpec.named("a").dirtying(-1, 8))
                .withMessageContaining("dirtyMibPerSecond (-1)");
    }
}
