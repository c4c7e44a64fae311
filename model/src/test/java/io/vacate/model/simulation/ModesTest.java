package io.vacate.model.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.PostCopy;
import io.vacate.api.migration.MigrationMode.StopAndCopy;
import io.vacate.api.migration.MigrationMode.SuspendCopyResume;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.Convergence;
import io.vacate.model.estimate.GroupEstimate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.StartOrder;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.BufferRates;
import io.vacate.model.profile.Compressibility;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.RoundRule;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** By hand: 1,000 MiB over 100 MiB/s, with 1 s of set-up, 0.1 s of switch-over, 0.4 s of clean-up. */
@DisplayName("Modes")
class ModesTest {
    private static final FixedCosts COSTS =
            new FixedCosts(Duration.ofMillis(1000), Duration.ofMillis(100), Duration.ofMillis(400));
    private static final MigrationEstimator ESTIMATOR = MigrationEstimator.of(COSTS, Spread.PRIOR);
    private static final double HEADERS = 4104.0 / 4096;
    private static final NetworkProfile NETWORK = NetworkProfile.builder()
            .efficiency(1)
            .nic("a", DataRate.ofMebibytesPerSecond(100))
            .nic("b", DataRate.ofMebibytesPerSecond(100))
            .build();
    private static final Path PATH = NETWORK.path("a", "b");

    private static final VmProfile IDLE = Vms.idle(1, 1000);
    /** Rewrites 20 MiB/s: rounds of 10, 2, 0.4 and 0.08 s. */
    private static final VmProfile BUSY = Vms.full(2, 1000, Vms.dirtying(20, 500));
    /** Rewrites faster than the link carries. */
    private static final VmProfile TOO_BUSY = Vms.full(3, 1000, Vms.dirtying(120, 200));

    private static MigrationEstimate estimate(VmProfile vm, Tuning tuning) {
        return ESTIMATOR.estimate(vm, PATH, tuning);
    }

    private static double total(MigrationEstimate estimate) {
        return Seconds.of(estimate.totalTime().p50());
    }

    private static double downtime(MigrationEstimate estimate) {
        return Seconds.of(estimate.downtime().p50());
    }

    private static Tuning postCopy(Trigger trigger) {
        return Tuning.of(new PostCopy(trigger));
    }

    @Test
    void stopAndCopy_standsStillForTheWholeCopy() {
        MigrationEstimate estimate = estimate(BUSY, Tuning.of(new StopAndCopy()));

        assertThat(total(estimate)).isCloseTo(1.5 + 10 * HEADERS, within(1e-6));
        assertThat(downtime(estimate)).isCloseTo(0.1 + 10 * HEADERS, within(1e-6));
        assertThat(estimate.convergence().converges()).isTrue();
    }

    @Test
    @DisplayName("libxl ends its rounds after the fifth, whatever is left")
    void libxl_neverSendsOnForEver() {
        MigrationEstimator libxl = ESTIMATOR.with(
                new HypervisorProfile(HypervisorProfile.textbook(COSTS).costs(), Duration.ZERO, RoundRule.FIVE_WHOLE));

        MigrationEstimate busy = libxl.estimate(TOO_BUSY, PATH, Tuning.PRE_COPY);

        // 1,000 MiB, then its 200 MiB four times over, and once more while it stands still.
        assertThat(total(busy)).isCloseTo(1.5 + (10 + 4 * 2 + 2) * HEADERS, within(1e-6));
        assertThat(downtime(busy)).isCloseTo(0.1 + 2 * HEADERS, within(1e-6));
        assertThat(busy.convergence().converges()).isTrue();
        // One round, and then less than 50 pages.
        MigrationEstimate idle = libxl.estimate(IDLE, PATH, Tuning.PRE_COPY);
        assertThat(total(idle)).isCloseTo(1.5 + 10 * HEADERS, within(1e-6));
    }

    @Test
    void postCopyAtOnce_sendsEachPageOnceAndHardlyPauses() {
        MigrationEstimate estimate = estimate(TOO_BUSY, postCopy(new Trigger.Immediately()));

        assertThat(total(estimate)).isCloseTo(1.5 + 10 * HEADERS, within(1e-6));
        assertThat(downtime(estimate)).isCloseTo(0.1, within(1e-6));
        assertThat(estimate.convergence().converges()).isTrue();
    }

    @Test
    void hybrid_sendsWhatItsRoundLeftAfterTheSwitch() {
        MigrationEstimate estimate = estimate(BUSY, postCopy(new Trigger.AfterIterations(1)));

        // 10 s of the first round, in which 200 MiB are rewritten: 2 s after the switch-over.
        assertThat(total(estimate)).isCloseTo(1.5 + 12, within(0.05));
        assertThat(downtime(estimate)).isCloseTo(0.1, within(1e-6));
        assertThat(estimate.iterations()).isEqualTo(1);
    }

    @Test
    void hybridAfterATime_cutsTheRoundThere() {
        MigrationEstimate estimate = estimate(BUSY, postCopy(new Trigger.AfterTime(Duration.ofSeconds(5))));

        // Half of the memory is sent; of the 100 MiB rewritten meanwhile, half had been sent.
        assertThat(Seconds.of(estimate.terms().total())).isBetween(1.5 + 10, 1.5 + 11.5);
        assertThat(estimate.bytes().p50().mebibytes()).isBetween(1000.0, 1150.0);
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void suspendCopyResume_isThreePhasesOfPause(Buffer buffer) {
        BufferRates rates = new BufferRates(
                DataRate.ofMebibytesPerSecond(200),
                DataRate.ofMebibytesPerSecond(1000),
                DataRate.ofMebibytesPerSecond(500));
        Path path = NETWORK.withHosts(host -> host.withBuffer(buffer, rates)).path("a", "b");

        MigrationEstimate estimate = ESTIMATOR.estimate(BUSY, path, Tuning.of(new SuspendCopyResume(buffer)));

        double phases = (5 + 10 + 2) * HEADERS;
        assertThat(total(estimate)).isCloseTo(1.5 + phases, within(1e-6));
        assertThat(downtime(estimate)).isCloseTo(0.1 + phases, within(1e-6));
        assertThat(estimate.explain()).startsWith("the buffer dominates");
    }

    static Stream<Buffer> buffers() {
        return Stream.of(Buffer.values());
    }

    @Test
    void storage_isSentBeforeMemory() {
        VmProfile vm = IDLE.withDisk(DataSize.ofMebibytes(500));

        assertThat(total(estimate(vm, Tuning.PRE_COPY.with(StorageCopy.FULL))))
                .isCloseTo(1.5 + 5 + 10 * HEADERS, within(1e-6));
        assertThat(total(estimate(vm, Tuning.PRE_COPY))).isCloseTo(1.5 + 10 * HEADERS, within(1e-6));
    }

    @Test
    void compression_makesPagesSmaller() {
        VmProfile vm = BUSY.withCompressibility(new Compressibility(0.1, 0.5));

        MigrationEstimate plain = estimate(vm, Tuning.PRE_COPY);
        MigrationEstimate zstd = estimate(vm, Tuning.PRE_COPY.with(Compression.ZSTD));
        MigrationEstimate xbzrle = estimate(vm, Tuning.PRE_COPY.with(Compression.XBZRLE));

        assertThat(total(zstd)).isLessThan(0.6 * total(plain));
        // Differences make the rewritten pages smaller, not the first round.
        assertThat(total(xbzrle)).isBetween(1.5 + 10 * HEADERS, 1.5 + 10.5 * HEADERS);
    }

    @Test
    void autoConverge_makesATooBusyVmConverge() {
        MigrationEstimate plain = estimate(TOO_BUSY, Tuning.PRE_COPY);
        MigrationEstimate slowed = estimate(TOO_BUSY, Tuning.PRE_COPY.with(new AutoConverge(20, 10)));

        assertThat(plain.convergence()).isInstanceOfSatisfying(Convergence.DoesNotConverge.class, verdict -> {
            assertThat(verdict.throttled())
                    .hasValueSatisfying(price -> assertThat(price.totalTime())
                            .isEqualTo(slowed.totalTime().p50()));
            assertThat(verdict.postCopy().downtime()).isEqualTo(Duration.ofMillis(100));
            assertThat(verdict.stopAndCopy().downtime()).isGreaterThan(Duration.ofSeconds(10));
            assertThat(verdict.forced().totalTime())
                    .isGreaterThan(verdict.stopAndCopy().totalTime());
        });
        assertThat(slowed.convergence().converges()).isTrue();
    }

    @Test
    void cpu_isABottleneckLikeALink() {
        Path slow = NETWORK.withHosts(
                        host -> host.withCpu(DataRate.ofMebibytesPerSecond(50), DataRate.ofMebibytesPerSecond(80)))
                .path("a", "b");

        MigrationEstimate estimate = ESTIMATOR.estimate(IDLE, slow);

        assertThat(total(estimate)).isCloseTo(1.5 + 20 * HEADERS, within(1e-6));
        assertThat(estimate.explain()).startsWith("the CPU dominates").contains("'a'");
    }

    @Test
    void untilItFits_roundsAreShorterAndThePauseIsNearTheLimit() {
        MigrationEstimator qemu = MigrationEstimator.PRIOR;

        MigrationEstimate estimate = qemu.estimate(BUSY, PATH);

        double limit = Seconds.of(Vms.DOWNTIME_LIMIT);
        double switchOver = Seconds.of(FixedCosts.PRIOR.switchOver());
        assertThat(downtime(estimate)).isBetween(limit, limit + switchOver + 0.06);
    }

    /** Each mode, alone, goes in a simulation as the estimator says. */
    @ParameterizedTest
    @MethodSource("tunings")
    void oneJobInASimulation_isTheEstimateAlone(Tuning tuning) {
        for (VmProfile vm : List.of(IDLE, BUSY, TOO_BUSY.withDisk(DataSize.ofMebibytes(300)))) {
            for (MigrationEstimator estimator : List.of(ESTIMATOR, MigrationEstimator.PRIOR)) {
                MigrationEstimate alone = estimator.estimate(vm, PATH, tuning);
                FluidSimulation simulation =
                        new FluidSimulation(estimator, List.of(new SimulatedJob(vm, PATH, tuning)), 0.1);

                GroupEstimate group = simulation.estimate(StartOrder.parallel());

                MigrationEstimate simulated = group.members().get(0).estimate();
                assertThat(total(simulated)).isCloseTo(total(alone), within(1e-6));
                assertThat(downtime(simulated)).isCloseTo(downtime(alone), within(1e-6));
                assertThat(simulated.iterations()).isEqualTo(alone.iterations());
                assertThat(simulated.convergence().converges())
                        .isEqualTo(alone.convergence().converges());
                assertThat((double) simulated.bytes().p50().bytes())
                        .isCloseTo((double) alone.bytes().p50().bytes(), within(10.0));
            }
        }
    }

    static Stream<Tuning> tunings() {
        return Stream.of(
                Tuning.PRE_COPY,
                Tuning.PRE_COPY.with(new AutoConverge(20, 10)),
                Tuning.PRE_COPY.with(StorageCopy.FULL),
                Tuning.PRE_COPY.limitedTo(DataRate.ofMebibytesPerSecond(60)),
                Tuning.of(new StopAndCopy()),
                postCopy(new Trigger.Immediately()),
                postCopy(new Trigger.AfterIterations(2)),
                postCopy(new Trigger.AfterTime(Duration.ofSeconds(4))),
                Tuning.of((MigrationMode) new SuspendCopyResume(Buffer.DISK)),
                Tuning.of(new SuspendCopyResume(Buffer.MEMORY)));
    }
}
