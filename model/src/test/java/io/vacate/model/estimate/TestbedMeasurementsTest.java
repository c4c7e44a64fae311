package io.vacate.model.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.VmProfile;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Measured migrations: QEMU 10.0.2 (TCG) under libvirt 9.0, p2p pre-copy, downtime limit 300 ms, hosts in network
 * namespaces on one machine of 2 cores; wall time as seen by virsh. The guests' memory in use was not recorded: it is taken
 * as the working set, which the guest writes at its start, and 52 MiB for kernel and initramfs. One set of fixed costs, the
 * prior, serves all.
 */
@DisplayName("Measured on the testbed")
class TestbedMeasurementsTest {
    private static final long KERNEL_MEBIBYTES = 52;
    private static final PreCopyEstimator ESTIMATOR = PreCopyEstimator.PRIOR;
    private static final Path SHAPED = NetworkProfile.star(List.of("a", "b"), DataRate.ofMegabitsPerSecond(500))
            .path("a", "b");
    /** One stream under TCG on that machine reached about 300 MiB/s over an unlimited link. */
    private static final Path UNLIMITED = NetworkProfile.builder()
            .nic("a", DataRate.parse("10Gbit/s"))
            .nic("b", DataRate.parse("10Gbit/s"))
            .streamCap(DataRate.ofMebibytesPerSecond(300))
            .build()
            .path("a", "b");

    private static VmProfile guest(int number, long mebibytes, long dirtying, long workingSet) {
        return Vms.full(number, mebibytes, Vms.dirtying(dirtying, workingSet))
                .withUsedMemory(DataSize.ofMebibytes(workingSet + KERNEL_MEBIBYTES));
    }

    @Test
    void shapedLink_carriesWhatWasMeasured() {
        assertThat(SHAPED.rateAlone().mebibytesPerSecond()).isCloseTo(56.7, within(0.05));
    }

    @ParameterizedTest(name = "{0} MiB dirtying {1} MiB/s of {2} MiB: {3} to {4} s")
    @CsvSource({
        "128, 0, 64, 4.4, 4.5",
        "128, 20, 64, 4.9, 5.4",
        "128, 50, 64, 10.7, 11.5",
        "256, 0, 160, 5.9, 6.3",
        "256, 20, 160, 8.2, 8.5",
        "512, 0, 384, 10.0, 10.4",
        "512, 20, 384, 14.5, 14.7"
    })
    void singleMigration_at500Mbit_isPredictedWithin5Percent(
            long mebibytes, long dirtying, long workingSet, double shortest, double longest) {
        MigrationEstimate estimate = ESTIMATOR.estimate(guest(1, mebibytes, dirtying, workingSet), SHAPED);
        assertThat(estimate.convergence().converges()).isTrue();
        assertThat(Seconds.of(estimate.totalTime().p50())).isBetween(shortest * 0.95, longest * 1.05);
    }

    // Left out: 512 MiB dirtying 50 MiB/s took 4.9 to 5.6 s, predicted 3.9 s. Without shaping the CPU is the
    // bottleneck, and
    // there the guest's writing slows the sending, which this model does not know.
    @ParameterizedTest(name = "{0} MiB dirtying {1} MiB/s of {2} MiB: {3} to {4} s")
    @CsvSource({
        "128, 0, 64, 2.3, 2.6",
        "128, 20, 64, 2.5, 2.5",
        "128, 50, 64, 1.8, 2.4",
        "256, 0, 160, 2.5, 2.9",
        "256, 20, 160, 2.3, 2.5",
        "512, 0, 384, 3.4, 3.5",
        "512, 20, 384, 3.3, 3.4",
    })
    void singleMigration_withoutShaping_isPredictedWithin20Percent(
            long mebibytes, long dirtying, long workingSet, double shortest, double longest) {
        MigrationEstimate estimate = ESTIMATOR.estimate(guest(1, mebibytes, dirtying, workingSet), UNLIMITED);
        assertThat(Seconds.of(estimate.totalTime().p50())).isBetween(shortest * 0.8, longest * 1.2);
    }

    @Test
    void busyLargeGuest_isSaidNotToConverge() {
        assertThat(ESTIMATOR.estimate(guest(1, 512, 50, 384), SHAPED).convergence())
                .isInstanceOf(Convergence.DoesNotConverge.class);
    }

    @Test
    void busyLargeGuest_wouldPauseAsLongAsItDidWhenForcedAfter20Seconds() {
        // Seen: no end within 20 s of elapsed time; then forced, with 5.4 s of downtime.
        VmProfile vm = guest(1, 512, 50, 384);
        double b = SHAPED.rateAlone().bytesPerSecond();
        double elapsed = 0;
        double rest = vm.firstRound().bytes();
        while (elapsed < 20) {
            elapsed += rest / b;
            rest = vm.bytesRewrittenWithin(rest / b);
        }

        assertThat(rest / b + 0.2).isCloseTo(5.4, Percentage.withPercentage(3));
    }

    private static double fourTogether(long dirtying) {
        return simulation(dirtying).runParallel().makespanSeconds();
    }

    private static double fourInARow(long dirtying) {
        return simulation(dirtying).run(new int[][] {{}, {0}, {1}, {2}}).makespanSeconds();
    }

    private static FluidSimulation simulation(long dirtying) {
        return new FluidSimulation(
                ESTIMATOR,
                IntStream.range(0, 4)
                        .mapToObj(i -> SimulatedJob.of(guest(i, 128, dirtying, 64), SHAPED))
                        .toList());
    }

    @Test
    void fourIdleGuests_areFasterInParallel() {
        assertThat(fourInARow(0)).isBetween(16.4, 17.6);
        assertThat(fourTogether(0)).isCloseTo(10.5, Percentage.withPercentage(3));
    }

    @Test
    void fourBusyGuests_areFasterInARow() {
        assertThat(fourInARow(8)).isCloseTo(16.6, Percentage.withPercentage(10));
        assertThat(fourTogether(8)).isCloseTo(20.0, Percentage.withPercentage(5));
        assertThat(fourTogether(8)).isGreaterThan(fourInARow(8));
    }
}
