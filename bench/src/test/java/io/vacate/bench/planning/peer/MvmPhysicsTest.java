package io.vacate.bench.planning.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The formula of mVM (IEEE Transactions on Cloud Computing 2017), beside numbers that were worked out by hand. */
class MvmPhysicsTest {
    private static final MvmPhysics PHYSICS = new MvmPhysics();
    private static final DataSize MEMORY = DataSize.ofMebibytes(4096);

    private static BatchVm vm(DirtyCurve curve) {
        VmProfile profile = new VmProfile(
                new VmId(new UUID(0, 1)), "v", MEMORY, DataSize.ofMebibytes(2000), curve, Duration.ofMillis(300));
        return BatchVm.moving(profile, "a", List.of("b"), MEMORY, 1);
    }

    private static DirtyCurve memory(int hot, int seconds, int cold) {
        return DirtyCurve.hotAndCold(
                DataSize.ofMebibytes(2000),
                DataSize.ofMebibytes(hot),
                Duration.ofSeconds(seconds),
                DataRate.ofMebibytesPerSecond(cold));
    }

    @ParameterizedTest
    @CsvSource({
        // 2000 / (1000/9) = 18.0 s, and 5 MiB and their like: 18.05 s
        "1000, 5, 3, 0, 18",
        "500, 5, 3, 0, 36",
        // 18 + (96 + 16 · 2) / (111.1 - 2) + 96/111.1 · 48 / (111.1 - 48) = 18 + 1.17 + 0.66
        "1000, 96, 2, 2, 20",
        // hot memory that the first copy outruns: 18 + 1 · 18 / (111.1 - 1)
        "1000, 100, 100, 0, 18"
    })
    void durationIsThePublishedOne(long megabits, int hot, int period, int cold, long seconds) {
        assertThat(PHYSICS.duration(
                        vm(memory(hot, period, cold)), Tuning.PRE_COPY, DataRate.ofMegabitsPerSecond(megabits)))
                .contains(Duration.ofSeconds(seconds));
    }

    @Test
    void belowTheRateOfHotPages_aMigrationNeverEnds() {
        BatchVm busy = vm(memory(96, 2, 2));

        assertThat(PHYSICS.duration(busy, Tuning.PRE_COPY, DataRate.ofMegabitsPerSecond(432)))
                .isEmpty();
        assertThat(PHYSICS.duration(busy, Tuning.PRE_COPY, DataRate.ofMegabitsPerSecond(433)))
                .isPresent();
    }

    @Test
    void otherModesAreUnknown() {
        Tuning stopped = Tuning.of(new MigrationMode.StopAndCopy());

        assertThat(PHYSICS.duration(vm(memory(5, 3, 0)), stopped, DataRate.ofMegabitsPerSecond(1000)))
                .isEmpty();
    }

    @Test
    void measuredCurve_isRefusedByTheVmsName() {
        assertThatThrownBy(() ->
                        PHYSICS.duration(vm(DirtyCurve.idle()), Tuning.PRE_COPY, DataRate.ofMegabitsPerSecond(1000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("VM 'v'")
                .hasMessageContaining("--physics calibrated");
    }
}
