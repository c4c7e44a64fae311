package io.vacate.model.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.Convergence.Converges;
import io.vacate.model.estimate.Convergence.DoesNotConverge;
import io.vacate.model.estimate.Convergence.Reason;
import io.vacate.model.estimate.Estimate;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.DirtyCurve.Point;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds of pre-copy: tᵢ = Vᵢ / b, Vᵢ₊₁ = D(tᵢ), until Vᵢ₊₁ ≤ b · limit (Clark et al., NSDI 2005, section 5). */
@DisplayName("Pre-copy")
class MigrationEstimatorTest {
    private static final FixedCosts COSTS =
            new FixedCosts(Duration.ofMillis(1000), Duration.ofMillis(100), Duration.ofMillis(400));
    private static final MigrationEstimator ESTIMATOR = MigrationEstimator.of(COSTS, Spread.PRIOR);
    private static final DataRate RATE = DataRate.ofMebibytesPerSecond(100);
    /** QEMU's header of 8 bytes for each page of 4096. */
    private static final double HEADERS = 4104.0 / 4096;

    private static double total(MigrationEstimate estimate) {
        return Seconds.of(estimate.totalTime().p50());
    }

    private static double downtime(MigrationEstimate estimate) {
        return Seconds.of(estimate.downtime().p50());
    }

    @Test
    void idleVm_isSentOnce() {
        MigrationEstimate estimate = ESTIMATOR.estimate(Vms.idle(1, 1000), RATE);

        assertThat(total(estimate)).isCloseTo(1.5 + 10 * HEADERS, within(1e-6));
        assertThat(downtime(estimate)).isEqualTo(0.1);
        assertThat(estimate.iterations()).isEqualTo(1);
        assertThat(estimate.bytes().p50().mebibytes()).isCloseTo(1000 * HEADERS, within(1e-6));
        assertThat(estimate.convergence()).isEqualTo(new Converges(1));
    }

    @Test
    void zeroPages_costTheirHeadersOnly() {
        VmProfile vm = Vms.idle(1, 1000).withUsedMemory(DataSize.ZERO);

        MigrationEstimate estimate = ESTIMATOR.estimate(vm, RATE);

        assertThat(estimate.bytes().p50()).isEqualTo(DataSize.ofBytes(256_000 * 8));
    }

    @Test
    void constantDirtying_givesAGeometricSeries() {
        // V₀ = 1000; t = 10, 5, 2.5, 1.25, 0.625 s rewrites 500, 250, 125, 62.5, 31.25 MiB: the last fits into
        // 100 MiB/s · 0.4 s. Headers lengthen round i by their factor to the power of i + 1.
        DirtyCurve dirty = Vms.dirtying(50, 1000);
        VmProfile vm = new VmProfile(
                Vms.id(1), "vm", DataSize.ofMebibytes(1000), DataSize.ofMebibytes(1000), dirty, Duration.ofMillis(400));

        MigrationEstimate estimate = ESTIMATOR.estimate(vm, RATE);

        double half = HEADERS / 2;
        double series = 10 * HEADERS * (1 - Math.pow(half, 6)) / (1 - half);
        assertThat(total(estimate)).isCloseTo(1.5 + series, within(1e-6));
        assertThat(downtime(estimate)).isCloseTo(0.1 + 10 * HEADERS * Math.pow(half, 5), within(1e-6));
        assertThat(estimate.iterations()).isEqualTo(5);
        assertThat(Seconds.of(estimate.terms().firstPass())).isCloseTo(10 * HEADERS, within(1e-6));
    }

    @Test
    void workingSet_boundsTheSecondRound() {
        // t₀ = 10 s would rewrite 500 MiB, but only 20 are ever touched: they fit into 100 MiB/s · 0.3 s.
        MigrationEstimate estimate = ESTIMATOR.estimate(Vms.full(1, 1000, Vms.dirtying(50, 20)), RATE);

        assertThat(estimate.iterations()).isEqualTo(1);
        assertThat(downtime(estimate)).isCloseTo(0.1 + 0.2 * HEADERS, within(1e-6));
    }

    @Test
    void dirtyingAsFastAsTheLink_neverConverges() {
        // The fixed point is the working set: D(τ) = 200 MiB ≥ b · τ at τ = 2 s.
        MigrationEstimate estimate = ESTIMATOR.estimate(Vms.full(1, 1000, Vms.dirtying(100, 200)), RATE);

        assertThat(estimate.convergence()).isInstanceOfSatisfying(DoesNotConverge.class, verdict -> {
            assertThat(verdict.reason()).isEqualTo(Reason.NEVER);
            assertThat(verdict.rest().mebibytes()).isBetween(200.0, 400.0);
            double once = 10 * HEADERS;
            assertThat(Seconds.of(verdict.stopAndCopy().totalTime())).isCloseTo(1.5 + once, within(1e-3));
            assertThat(Seconds.of(verdict.stopAndCopy().downtime())).isCloseTo(0.1 + once, within(1e-3));
            assertThat(Seconds.of(verdict.postCopy().totalTime())).isCloseTo(1.5 + once, within(1e-3));
            assertThat(verdict.postCopy().downtime()).isEqualTo(Duration.ofMillis(100));
            assertThat(verdict.forced().totalTime())
                    .isEqualTo(estimate.totalTime().p50());
            assertThat(verdict.forced().downtime())
                    .isEqualTo(estimate.downtime().p50());
        });
        assertThat(estimate.explain()).contains("does not converge").contains("100.0 MiB/s");
    }

    @Test
    void dirtyingNearlyAsFastAsTheLink_isTooSlow() {
        MigrationEstimate estimate = ESTIMATOR.estimate(Vms.full(1, 1000, Vms.dirtying(95, 1000)), RATE);

        assertThat(estimate.convergence())
                .isInstanceOfSatisfying(
                        DoesNotConverge.class,
                        verdict -> assertThat(verdict.reason()).isEqualTo(Reason.TOO_SLOW));
        assertThat(total(estimate)).isFinite().isLessThan(1.5 + 7 * 10 * HEADERS);
    }

    @ParameterizedTest(name = "working set of {0}")
    @ValueSource(strings = {"1B", "1KiB", "1024TiB", "1048576TiB"})
    @Timeout(10)
    void largestVmAndSlowestLink_end(String workingSet) {
        DataSize memory = DataSize.parse("1048576TiB");
        DirtyCurve dirty = DirtyCurve.constantRate(DataRate.ofBytesPerSecond(1), DataSize.parse(workingSet));
        VmProfile vm = new VmProfile(Vms.id(1), "huge", memory, memory, dirty, Duration.ofMillis(1));

        MigrationEstimate estimate = ESTIMATOR.estimate(vm, DataRate.ofBytesPerSecond(1));

        assertThat(estimate.convergence().converges()).isFalse();
        assertThat(total(estimate)).isPositive().isFinite();
    }

    @Test
    void zeroRate_isRefusedByName() {
        assertThatThrownBy(() -> ESTIMATOR.estimate(Vms.idle(1, 1), DataRate.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rate (0 B/s)");
    }

    @Test
    void explanation_namesTheDominatingTerm() {
        assertThat(ESTIMATOR.estimate(Vms.idle(1, 10), RATE).explain())
                .startsWith("fixed costs dominate: 1.5 s of 1.6 s");
        assertThat(ESTIMATOR.estimate(Vms.idle(1, 1000), RATE).explain()).startsWith("the link dominates");
        assertThat(ESTIMATOR
                        .estimate(Vms.full(1, 1000, Vms.dirtying(70, 1000)), RATE)
                        .explain())
                .startsWith("dirtying dominates");
    }

    @Test
    void quantiles_surroundTheMedian() {
        Estimate<Duration> total = ESTIMATOR.estimate(Vms.idle(1, 1000), RATE).totalTime();

        // Log-normal: p90 / p50 = exp(1.2816 σ), mean / p50 = exp(σ² / 2).
        assertThat(Seconds.of(total.p90()) / Seconds.of(total.p50())).isCloseTo(Math.exp(0.12816), within(1e-4));
        assertThat(total.mean()).isBetween(total.p50(), total.p90());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void moreBandwidth_neverLengthens(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            VmProfile vm = randomVm(random);
            long rate = 1_000_000L + random.nextInt(200_000_000);
            MigrationEstimate slow = ESTIMATOR.estimate(vm, DataRate.ofBytesPerSecond(rate));
            MigrationEstimate fast =
                    ESTIMATOR.estimate(vm, DataRate.ofBytesPerSecond((long) (rate * (1 + random.nextDouble()))));

            assertThat(total(fast))
                    .as("seed %d, %s at %d B/s: %s then %s", seed, vm, rate, slow, fast)
                    .isLessThanOrEqualTo(total(slow) * (1 + 1e-9));
            if (slow.convergence().converges()) {
                assertThat(fast.convergence().converges())
                        .as("seed %d, %s", seed, vm)
                        .isTrue();
                assertThat(fast.bytes().p50()).isLessThanOrEqualTo(slow.bytes().p50());
            }
        }
    }

    static VmProfile randomVm(Random random) {
        long memory = 64L + random.nextInt(4096);
        VmProfile vm = Vms.full(1, memory, randomCurve(random, memory));
        return vm.withUsedMemory(DataSize.ofMebibytes(1 + random.nextInt((int) memory)));
    }

    private static DirtyCurve randomCurve(Random random, long memory) {
        if (random.nextBoolean()) {
            return Vms.dirtying(random.nextInt(100), random.nextInt((int) memory));
        }
        List<Point> points = new ArrayList<>();
        double slope = random.nextInt(100 << 20);
        double size = 0;
        for (int i = 1; i <= 6; i++) {
            size += slope;
            slope *= random.nextDouble();
            points.add(new Point(Duration.ofSeconds(i), DataSize.ofBytes((long) size)));
        }
        return DirtyCurve.measured(points);
    }
}
