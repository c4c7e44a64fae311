package io.vacate.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.api.vm.VmConfig;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a running VM gets of its host's CPUs and memory. */
abstract class ResourceRules extends RuleGroup {
    ResourceRules(DriverConformanceKit kit) {
        super(kit);
    }

    @Test
    @DisplayName("R17.1 MUST: a share of the CPUs is read as it was set, with its cap and without")
    void required_r1701_scheduleIsReadAsSet() {
        needs(Capability.CPU_SCHEDULING);
        Guest guest = scene.guest();

        assertKept(guest, CpuSchedule.ofWeight(512).withCapPercent(75));
        assertKept(guest, CpuSchedule.ofWeight(200));
    }

    private static void assertKept(Guest guest, CpuSchedule schedule) {
        guest.home().setCpuSchedule(guest.id(), schedule);
        assertThat(guest.home().cpuSchedule(guest.id())).isEqualTo(schedule);
    }

    @Test
    @DisplayName("R17.2 MUST: a VM that is off has no share of the CPUs")
    void required_r1702_offHasNoSchedule() {
        needs(Capability.CPU_SCHEDULING, Capability.DEFINE);
        Guest off = scene.definedVm();

        assertThatThrownBy(() -> off.home().cpuSchedule(off.id())).isInstanceOf(VmStateException.class);
        assertThatThrownBy(() -> off.home().setCpuSchedule(off.id(), CpuSchedule.ofWeight(512)))
                .isInstanceOf(VmStateException.class);
    }

    @Test
    @DisplayName("R17.3 MUST: a guest that was asked to make do with less memory gives some back, and gets it again")
    void required_r1703_guestFollowsItsTarget() {
        needs(Capability.MEMORY_TARGET);
        Guest guest = scene.guest();
        DataSize all = guest.home().config(guest.id()).memory();
        DataSize before = memory(guest);
        DataSize less = DataSize.ofBytes(before.bytes() - before.bytes() / 8);

        guest.home().setMemoryTarget(guest.id(), less);
        scene.await(
                "%s gives memory back".formatted(guest.name()),
                () -> memory(guest).compareTo(before) < 0);
        DataSize lowest = memory(guest);

        guest.home().setMemoryTarget(guest.id(), all);
        scene.await(
                "%s gets memory again".formatted(guest.name()),
                () -> memory(guest).compareTo(lowest) > 0);
    }

    private static DataSize memory(Guest guest) {
        return guest.home().statistics(guest.id()).memory();
    }

    @Test
    @DisplayName("R17.4 MUST: a memory target above the VM's memory, or below what a kernel needs, is refused")
    void required_r1704_targetsHaveBounds() {
        needs(Capability.MEMORY_TARGET);
        Guest guest = scene.guest();
        DataSize all = guest.home().config(guest.id()).memory();
        DataSize tooMuch = all.plus(DataSize.ofMebibytes(1));
        DataSize tooLittle = DataSize.ofBytes(VmConfig.SMALLEST_MEMORY_TARGET.bytes() - 1);

        assertRefused(guest, tooMuch);
        assertRefused(guest, tooLittle);
    }

    private static void assertRefused(Guest guest, DataSize target) {
        assertThatThrownBy(() -> guest.home().setMemoryTarget(guest.id(), target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(target.toString());
    }

    @Test
    @DisplayName("R17.5 MUST: a VM that is off is asked for no memory")
    void required_r1705_offIsAskedForNoMemory() {
        needs(Capability.MEMORY_TARGET, Capability.DEFINE);
        Guest off = scene.definedVm();

        assertThatThrownBy(() -> off.home().setMemoryTarget(off.id(), DataSize.ofMebibytes(48)))
                .isInstanceOf(VmStateException.class);
    }

    @Test
    @DisplayName("R17.6 MUST: a VM may run on the CPUs that it is pinned to, and on all of its host once that ends")
    void required_r1706_pinsAreReadAsSet() {
        needs(Capability.CPU_PINNING);
        Guest guest = scene.guest();
        CpuSet all = allCpus(guest);
        assertThat(guest.home().allowedCpus(guest.id())).isEqualTo(all);

        assertKept(guest, CpuSet.of(all.last()));
        assertKept(guest, all);
    }

    private static void assertKept(Guest guest, CpuSet cpus) {
        guest.home().pin(guest.id(), cpus);
        assertThat(guest.home().allowedCpus(guest.id())).isEqualTo(cpus);
    }

    private static CpuSet allCpus(Guest guest) {
        return CpuSet.first(guest.home().info().cpu().threads());
    }

    @Test
    @DisplayName("R17.7 MUST: a pin to a CPU that the host has not is refused, and changes nothing")
    void required_r1707_pinsToNothingAreRefused() {
        needs(Capability.CPU_PINNING);
        Guest guest = scene.guest();
        CpuSet all = allCpus(guest);
        CpuSet tooMany = CpuSet.of(0, all.last() + 1);

        assertThatThrownBy(() -> guest.home().pin(guest.id(), tooMany))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(tooMany.toString());
        assertThat(guest.home().allowedCpus(guest.id())).isEqualTo(all);
    }

    @Test
    @DisplayName("R17.8 MUST: a VM that is off is pinned to nothing")
    void required_r1708_offIsNotPinned() {
        needs(Capability.CPU_PINNING, Capability.DEFINE);
        Guest off = scene.definedVm();

        assertThatThrownBy(() -> off.home().allowedCpus(off.id())).isInstanceOf(VmStateException.class);
        assertThatThrownBy(() -> off.home().pin(off.id(), CpuSet.of(0))).isInstanceOf(VmStateException.class);
    }
}
