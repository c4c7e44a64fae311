package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.vm.DirtyRateSample;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is counted and measured. */
abstract class StatisticsRules extends RuleGroup {
    StatisticsRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R8.1 MUST: statistics tell a VM's state, virtual CPUs and memory")
    void required_r801_statisticsDescribeTheVm() {
        Guest guest = scene.guest();

        VmStats statistics = guest.home().statistics(guest.id());

        assertThat(statistics.summary())
                .isEqualTo(new VmSummary(guest.id(), guest.name(), guest.home().status(guest.id())));
        assertThat(statistics.vcpus()).isEqualTo(guest.home().config(guest.id()).vcpus());
        assertThat(statistics.memory().isZero()).isFalse();
    }

    @Test
    @DisplayName("R8.2 MUST: the statistics of all VMs are of those that are listed")
    void required_r802_statisticsOfAll() {
        Guest guest = scene.guest();

        assertThat(guest.home().statistics().stream().map(each -> each.summary().id()))
                .contains(guest.id())
                .containsExactlyInAnyOrderElementsOf(
                        guest.home().vms().stream().map(VmSummary::id).toList());
    }

    @Test
    @DisplayName("R8.3 MUST: what is not counted is absent, never 0")
    void required_r803_absentIsAbsent() {
        needs(Capability.DEFINE);
        Guest off = scene.definedVm();

        VmStats statistics = off.home().statistics(off.id());

        assertThat(statistics.cpuTime()).isEmpty();
        assertThat(statistics.residentMemory()).isEmpty();
    }

    @Test
    @DisplayName("R8.4 MUST: CPU time never runs backwards while the VM runs")
    void required_r804_cpuTimeGrows() {
        Guest guest = scene.guest();
        Duration before = cpuTime(guest);

        kit.letTimePass(Duration.ofMillis(300));

        assertThat(cpuTime(guest)).isGreaterThanOrEqualTo(before);
    }

    private Duration cpuTime(Guest guest) {
        return guest.home().statistics(guest.id()).cpuTime().orElseThrow(() -> skipped("the hosts count no CPU time"));
    }

    @Test
    @DisplayName("R8.5 MUST: a VM needs at least the memory that its guest has")
    void required_r805_memoryNeeded() {
        Guest guest = scene.guest();
        VmConfig config = guest.home().config(guest.id());

        assertThat(guest.home().memoryNeeded(config)).isGreaterThanOrEqualTo(config.ordinaryMemory());
    }

    @Test
    @DisplayName(
            "R8.6 MUST: the dirty rate of a VM that writes is above 0, and comes with the period that was measured")
    void required_r806_dirtyRateIsMeasured() {
        needs(Capability.DIRTY_RATE);
        Guest guest = scene.guest();

        // Whoever looks at a few pages only may see none that was written.
        List<DirtyRateSample> samples = new ArrayList<>();
        while (samples.size() < 5
                && samples.stream().allMatch(sample -> sample.rate().isZero())) {
            samples.add(scene.sample(guest.home(), guest.id()));
        }

        assertThat(samples).anyMatch(sample -> !sample.rate().isZero());
        assertThat(samples).allMatch(sample -> sample.period().toNanos() > 0);
    }

    @Test
    @DisplayName("R8.7 MUST: measuring a dirty rate does not block")
    void required_r807_measuringDoesNotBlock() {
        needs(Capability.DIRTY_RATE);
        Guest guest = scene.guest();

        CompletableFuture<DirtyRateSample> sample =
                guest.home().measureDirtyRate(guest.id(), Duration.ofSeconds(2)).toCompletableFuture();

        assertThat(sample).isNotDone();
        scene.result("dirty rate of %s".formatted(guest.name()), sample);
    }

    @Test
    @DisplayName("R8.8 MUST: the dirty rate of a VM that does not run is an error, at once or as the stage's end")
    void required_r808_dirtyRateNeedsARunningVm() {
        needs(Capability.DIRTY_RATE, Capability.DEFINE);
        Guest off = scene.definedVm();

        assertThatThrownBy(() -> scene.sample(off.home(), off.id())).isInstanceOf(VmStateException.class);
    }
}
