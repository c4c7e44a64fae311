package io.vacate.xen;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.VM;
import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.testbed.GuestSpec;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class XenResourcesIT extends TwoXenNodes {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void cpuScheduleAndMemory_areTheHypervisors_andTheGuestStaysWhole() throws InterruptedException {
        VM vm = guest(
                GuestSpec.named("weighty").withMemoryMib(128).dirtying(4, 16).filling(32));
        assertThat(source().capabilities()).contains(Capability.CPU_SCHEDULING);
        assertThat(row(vm)).endsWith("256", "0");

        vm.setCpuSchedule(CpuSchedule.ofWeight(512).withCapPercent(75));

        assertThat(row(vm)).endsWith("512", "75");
        assertThat(vm.cpuSchedule()).isEqualTo(CpuSchedule.ofWeight(512).withCapPercent(75));

        vm.setCpuSchedule(CpuSchedule.ofWeight(128));

        assertThat(row(vm)).endsWith("128", "0");
        assertThat(vm.cpuSchedule().capPercent()).isEmpty();
        assertIsPinnedAndReleased(vm);
        assertFollowsItsMemoryTarget(vm);
        assertWell(vm.name(), sourceNode());
    }

    /** Returns the hypervisor's own words: name, number, weight, cap. */
    private String[] row(VM vm) {
        return testbed()
                .run(sourceNode().name(), "xl sched-credit2 -d %s".formatted(vm.name()))
                .lines()
                .filter(line -> line.startsWith(vm.name()))
                .findFirst()
                .orElseThrow()
                .trim()
                .split("\\s+");
    }

    private void assertIsPinnedAndReleased(VM vm) {
        CpuSet all = CpuSet.first(source().info().cpu().threads());
        assertThat(vm.allowedCpus()).isEqualTo(all);

        vm.pin(CpuSet.of(0));
        assertThat(vm.allowedCpus()).isEqualTo(CpuSet.of(0));

        vm.unpin();
        assertThat(vm.allowedCpus()).isEqualTo(all);
    }

    private void assertFollowsItsMemoryTarget(VM vm) throws InterruptedException {
        vm.setMemoryTarget(DataSize.ofMebibytes(96));
        awaitMemory(vm, memory -> memory.compareTo(DataSize.ofMebibytes(98)) < 0);

        vm.setMemoryTarget(DataSize.ofMebibytes(128));
        awaitMemory(vm, memory -> memory.compareTo(DataSize.ofMebibytes(124)) > 0);
    }

    private static void awaitMemory(VM vm, Predicate<DataSize> expected) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!expected.test(vm.statistics().memory())) {
            assertThat(System.nanoTime())
                    .as("%s has %s", vm, vm.statistics().memory())
                    .isLessThan(deadline);
            Thread.sleep(200);
        }
    }
}
