package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.VM;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.CpuSchedule;
import io.vacate.api.vm.CpuSet;
import io.vacate.testbed.GuestSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is set of CPUs and memory holds: seen from outside, by the kernel's own accounts of the QEMU process. */
class KvmResourcesIT extends TwoKvmHosts {
    private static final GuestSpec.Machine TWO_VCPUS = new GuestSpec.Machine(2, true, false);
    private static final int CAP_PERCENT = 8;

    @Test
    void cap_holdsWhileTheGuestWantsMore_untilItIsLifted_andGoesAlong() throws Exception {
        VM vm = busyGuest("capped");
        assumeThat(vm.host().capabilities())
                .as("this machine has no cgroups of which hosts could be given some")
                .contains(Capability.CPU_SCHEDULING);
        CpuSchedule before = vm.cpuSchedule();
        double free = cpuShare(vm);

        CpuSchedule capped = CpuSchedule.ofWeight(2048).withCapPercent(CAP_PERCENT);
        vm.setCpuSchedule(capped);
        double held = cpuShare(vm);

        assertThat(vm.cpuSchedule()).isEqualTo(capped);
        assertThat(held).isLessThan(0.01 * (CAP_PERCENT + 2)).isLessThan(free / 1.5);

        assertThat(migrate(vm, MigrationRequest.live())).isInstanceOf(MigrationOutcome.Completed.class);
        VM there = destination().vm(vm.name());
        assertThat(there.cpuSchedule()).isEqualTo(capped);
        assertThat(cpuShare(there)).isLessThan(0.01 * (CAP_PERCENT + 2));

        there.setCpuSchedule(before);
        assertThat(there.cpuSchedule()).isEqualTo(before);
        assertThat(cpuShare(there)).isGreaterThan(held * 1.5);
        assertWellAtDestination(vm);
    }

    @Test
    void weightOutOfRange_isRefused_andChangesNothing() {
        VM vm = guest(GuestSpec.named("weightless"));
        assumeThat(vm.host().capabilities()).contains(Capability.CPU_SCHEDULING);
        CpuSchedule before = vm.cpuSchedule();

        assertThatThrownBy(() -> vm.setCpuSchedule(CpuSchedule.ofWeight(10_001)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 2 to 10000");
        assertThat(vm.cpuSchedule()).isEqualTo(before);
    }

    @Test
    void pin_holdsForEachVirtualCpu_untilItEnds() throws IOException {
        VM vm = busyGuest("pinned");
        CpuSet all = vm.allowedCpus();
        assertThat(all.numbers()).hasSizeGreaterThan(1);

        vm.pin(CpuSet.of(1));

        assertThat(vm.allowedCpus()).isEqualTo(CpuSet.of(1));
        assertThat(vcpuThreads()).hasSize(2).allSatisfy(thread -> {
            assertThat(status(thread, "Cpus_allowed_list")).isEqualTo("1");
            assertThat(lastCpu(thread)).isEqualTo(1);
        });

        vm.unpin();

        assertThat(vm.allowedCpus()).isEqualTo(all);
        assertThat(vcpuThreads())
                .allSatisfy(thread ->
                        assertThat(status(thread, "Cpus_allowed_list")).isEqualTo(all.toString()));
        assertWellAtSource(vm);
    }

    @Test
    void balloon_isFollowedByTheGuest_bothWays_andItStaysWhole() throws InterruptedException {
        VM vm = busyGuest("ballooned");
        DataSize all = vm.config().memory();
        DataSize resident = vm.statistics().residentMemory().orElseThrow();

        vm.setMemoryTarget(DataSize.ofMebibytes(96));
        awaitMemory(vm, memory -> memory.equals(DataSize.ofMebibytes(96)));
        assertThat(vm.statistics().residentMemory().orElseThrow())
                .as("what the balloon holds goes back to the host")
                .isLessThan(resident);

        vm.setMemoryTarget(all);
        awaitMemory(vm, memory -> memory.equals(all));
        assertWellAtSource(vm);
    }

    @Test
    void balloon_ofAGuestWithoutOne_isRefused() {
        VM vm = guest(GuestSpec.named("balloonless"));

        assertThatThrownBy(() -> vm.setMemoryTarget(DataSize.ofMebibytes(96)))
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("balloon");
    }

    private VM busyGuest(String name) {
        return guest(GuestSpec.named(name).dirtying(2000, 16).filling(16).on(TWO_VCPUS));
    }

    /** Returns how many CPUs its process kept busy for a while, by the kernel's account. */
    private double cpuShare(VM vm) throws InterruptedException {
        Duration before = vm.statistics().cpuTime().orElseThrow();
        long since = System.nanoTime();
        TimeUnit.SECONDS.sleep(4);
        Duration after = vm.statistics().cpuTime().orElseThrow();
        return (double) after.minus(before).toNanos() / (System.nanoTime() - since);
    }

    private static void awaitMemory(VM vm, Predicate<DataSize> expected) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!expected.test(vm.statistics().memory())) {
            assertThat(System.nanoTime())
                    .as("%s has %s", vm, vm.statistics().memory())
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** Returns the threads of the guest's virtual CPUs, which QEMU names. */
    private List<Path> vcpuThreads() throws IOException {
        Path process = Path.of("/proc/" + testbed().qemuProcess(sourceAddress().name(), "pinned"));
        try (Stream<Path> threads = Files.list(process.resolve("task"))) {
            return threads.filter(thread -> read(thread, "comm").startsWith("CPU "))
                    .toList();
        }
    }

    private static String status(Path thread, String key) {
        return read(thread, "status")
                .lines()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Returns the CPU on which a thread ran last: the 39th field of its statistics, the name in brackets being the second. */
    private static int lastCpu(Path thread) {
        String stat = read(thread, "stat");
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[36]);
    }

    private static String read(Path thread, String file) {
        try {
            return Files.readString(thread.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
