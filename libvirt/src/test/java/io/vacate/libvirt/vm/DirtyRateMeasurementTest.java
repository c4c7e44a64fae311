package io.vacate.libvirt.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.OperationFailedException;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.libvirt.jna.TypedParameters;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DirtyRateMeasurementTest {
    @Test
    void measured_whileItGoesOn_isNothing() {
        assertThat(DirtyRateMeasurement.measured(values(1, "page-sampling"), 3)).isEmpty();
    }

    @Test
    void measured_bySamplingPages_isBelieved() {
        assertThat(DirtyRateMeasurement.measured(values(2, "page-sampling"), 3))
                .contains(new DirtyRateSample(Duration.ofSeconds(3), DataRate.ofMebibytesPerSecond(17)));
    }

    @Test
    void measured_byAModeThatAnswersZeroUnderEmulation_isRefused() {
        assertThatThrownBy(() -> DirtyRateMeasurement.measured(values(2, "dirty-bitmap"), 3))
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("dirty-bitmap");
    }

    private static TypedParameters values(int status, String mode) {
        return new TypedParameters.Builder()
                .integer("dirtyrate.calc_status", status)
                .integer("dirtyrate.calc_period", 3)
                .unsignedLong("dirtyrate.megabytes_per_second", 17)
                .string("dirtyrate.calc_mode", mode)
                .build()
                .read();
    }
}
