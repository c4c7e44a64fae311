package io.vacate.libvirt.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.vm.CpuSchedule;
import io.vacate.libvirt.jna.TypedParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerTest {
    @ParameterizedTest
    @EnumSource
    void whatIsWritten_isReadAgain(Scheduler scheduler) {
        for (CpuSchedule schedule : new CpuSchedule[] {
            CpuSchedule.ofWeight(2),
            CpuSchedule.ofWeight(10_000).withCapPercent(1),
            CpuSchedule.ofWeight(512).withCapPercent(65_535)
        }) {
            assertThat(scheduler.read(scheduler.write(schedule).read())).contains(schedule);
        }
    }

    @Test
    void cgroups_capTheWholeVm_andLiftWhatCappedItsVirtualCpus() {
        TypedParameters written = Scheduler.CGROUPS
                .write(CpuSchedule.ofWeight(512).withCapPercent(150))
                .read();

        assertThat(written.number("cpu_shares")).hasValue(512);
        assertThat(written.number("global_quota")).hasValue(150_000);
        assertThat(written.number("global_period")).hasValue(100_000);
        assertThat(written.number("vcpu_quota")).hasValue(-1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 17_592_186_044_415L})
    void cgroupsQuotaThatLimitsNothing_isNoCap(long quota) {
        assertThat(Scheduler.CGROUPS.read(cgroups(1024, 100_000, quota))).contains(CpuSchedule.ofWeight(1024));
    }

    @Test
    void cgroupsPeriodOfOthers_isReckonedWith() {
        assertThat(Scheduler.CGROUPS.read(cgroups(262_144, 50_000, 25_000)))
                .contains(CpuSchedule.ofWeight(262_144).withCapPercent(50));
    }

    private static TypedParameters cgroups(long shares, long period, long quota) {
        return new TypedParameters.Builder()
                .unsignedLong("cpu_shares", shares)
                .unsignedLong("global_period", period)
                .signedLong("global_quota", quota)
                .build()
                .read();
    }

    @Test
    void weights_haveTheRangeOfTheHypervisor() {
        assertThatThrownBy(() -> Scheduler.CGROUPS.require(CpuSchedule.ofWeight(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 2 to 10000");
        assertThatThrownBy(() -> Scheduler.CREDIT.require(CpuSchedule.ofWeight(65_536)))
                .hasMessageContaining("from 1 to 65535");
        Scheduler.CREDIT.require(CpuSchedule.ofWeight(1));
        Scheduler.CGROUPS.require(CpuSchedule.ofWeight(10_000));
    }
}
