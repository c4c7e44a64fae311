package io.vacate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.Strategy;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.fixture.Vms;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.Compressibility;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Plans of moves in every mode, with every option")
class TunedPlansTest {
    private static final int MEGABITS = 475;
    private static final Tuning POST_COPY = Tuning.of(new MigrationMode.PostCopy(new Trigger.Immediately()));
    private static final Tuning AUTO_CONVERGE = Tuning.PRE_COPY.with(new AutoConverge(50, 20));
    private static final Planner PRIOR = Planner.of(Calibration.prior());

    /** Rewrites memory faster than the link can send it. */
    private static final VmProfile BUSY = Vms.full(4, 128, Vms.dirtying(70, 128));

    static Stream<Tuning> tunings() {
        return Stream.of(
                Tuning.PRE_COPY,
                Tuning.PRE_COPY.limitedTo(DataRate.ofMebibytesPerSecond(15)),
                AUTO_CONVERGE,
                Tuning.PRE_COPY.with(Compression.ZSTD),
                POST_COPY,
                Tuning.of(new MigrationMode.PostCopy(new Trigger.AfterTime(Duration.ofSeconds(2)))),
                Tuning.of(new MigrationMode.StopAndCopy()),
                Tuning.of(new MigrationMode.SuspendCopyResume(Buffer.DISK)),
                Tuning.of(new MigrationMode.SuspendCopyResume(Buffer.MEMORY)));
    }

    private static BatchVm moving(VmProfile vm, Tuning tuning) {
        Compressibility half = new Compressibility(0.5, 0.5);
        return BatchVm.moving(vm.withCompressibility(half), "a", List.of("b"), vm.memory(), 1)
                .withWays(List.of(tuning));
    }

    private static Batch batch(Tuning tuning, VmProfile... vms) {
        return Star.star(
                MEGABITS, 10, Stream.of(vms).map(vm -> moving(vm, tuning)).toArray(BatchVm[]::new));
    }

    private static Batch forced(Batch batch) {
        return batch.with(batch.limits().withForcedSwitchOver(true));
    }

    private static Batch four(Tuning tuning) {
        return forced(batch(
                tuning,
                Vms.idle(1, 128),
                Vms.full(2, 256, Vms.dirtying(20, 128)),
                Vms.full(3, 256, Vms.dirtying(45, 200)),
                BUSY));
    }

    private static Calibration learned(Kind kind, double sample) {
        Calibration learned = Calibration.prior();
        for (int run = 0; run < 60; run++) {
            learned = learned.with(new Quantity(kind, ""), sample);
        }
        return learned;
    }

    @ParameterizedTest
    @MethodSource("tunings")
    void noStrategyIsBelowTheBound(Tuning tuning) {
        Calibration pessimist = learned(Kind.RESIDUAL, 1.4).with(new Quantity(Kind.GROUP_RESIDUAL, ""), 0.8);
        for (Calibration calibration : List.of(Calibration.prior(), pessimist)) {
            for (Strategy strategy : Strategy.values()) {
                Plan plan = Planner.of(calibration).plan(four(tuning), strategy, SearchLimits.NONE);

                assertThat(plan.migrations())
                        .hasSize(4)
                        .allMatch(move -> move.how().equals(tuning));
                assertThat(plan.bound().time()).isPositive().isLessThanOrEqualTo(plan.makespan());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tunings")
    void singleMove_isAsItsEstimateAlone(Tuning tuning) {
        Batch batch = batch(tuning, Vms.full(2, 256, Vms.dirtying(10, 128)));
        Predictor predictor = Predictor.of(batch.network());
        Plan plan = PRIOR.plan(batch);
        var alone = predictor.estimate(new Predictor.Job(batch.vms().get(0).profile(), "a", "b", tuning));

        assertThat(Seconds.of(plan.makespan()))
                .isCloseTo(Seconds.of(alone.terms().total()), within(0.002));
        assertThat(plan.migrations())
                .singleElement()
                .satisfies(move ->
                        assertThat(move.prediction().orElseThrow().totalTime()).isEqualTo(alone.totalTime()));
        assertThat(plan.isProvenOptimal()).isTrue();
    }

    @Test
    void singleMove_isNoGroup() {
        Plan plan = Planner.of(learned(Kind.GROUP_RESIDUAL, 3)).plan(batch(Tuning.PRE_COPY, Vms.idle(1, 128)));

        Duration alone =
                plan.migrations().get(0).prediction().orElseThrow().totalTime().p50();
        assertThat(plan.expected(plan.makespan())).isEqualTo(plan.makespan()).isBetween(alone, alone.plusMillis(1));
    }

    @Test
    void residualOfRuns_isTakenOfWhatIsModelled_whichStaysAsItIs() {
        Plan before = PRIOR.plan(four(Tuning.PRE_COPY));
        Plan after = Planner.of(learned(Kind.GROUP_RESIDUAL, 2)).plan(four(Tuning.PRE_COPY));

        assertThat(after.makespan()).isEqualTo(before.makespan());
        assertThat(after.aggregateTime())
                .hasValueSatisfying(time ->
                        assertThat(time.p50()).isEqualTo(before.makespan().multipliedBy(2)));
    }

    @Test
    void vmThatDoesNotConverge_movesByAutoConverge_compression_postCopy_orIfForced() {
        assertThatThrownBy(() -> PRIOR.plan(batch(Tuning.PRE_COPY, BUSY)))
                .isInstanceOf(InfeasibleException.class)
                .hasMessageContaining("'vm4'");

        for (Tuning way : List.of(AUTO_CONVERGE, Tuning.PRE_COPY.with(Compression.ZSTD), POST_COPY)) {
            assertThat(PRIOR.plan(batch(way, BUSY)).notConverging())
                    .as("%s", way)
                    .isZero();
        }
        assertThat(PRIOR.plan(forced(batch(Tuning.PRE_COPY, BUSY))).notConverging())
                .isEqualTo(1);
    }

    @Test
    void compression_andPostCopy_makePlansShorter_andLimitsLonger() {
        VmProfile[] vms = {Vms.full(2, 256, Vms.dirtying(20, 128)), Vms.full(3, 256, Vms.dirtying(30, 200))};
        Duration plain = PRIOR.plan(batch(Tuning.PRE_COPY, vms)).makespan();

        assertThat(PRIOR.plan(batch(Tuning.PRE_COPY.with(Compression.ZSTD), vms))
                        .makespan())
                .isLessThan(plain);
        assertThat(PRIOR.plan(batch(POST_COPY, vms)).makespan()).isLessThan(plain);
        assertThat(PRIOR.plan(batch(Tuning.PRE_COPY.limitedTo(DataRate.ofMebibytesPerSecond(40)), vms))
                        .makespan())
                .isGreaterThan(plain.dividedBy(2));
    }

    /** The first way that converges is taken: of the VM, not of the batch. */
    @Test
    void vmWithSeveralWays_goesByTheFirstThatConverges() {
        List<Tuning> ways = List.of(Tuning.PRE_COPY, POST_COPY);
        Batch batch = batch(Tuning.PRE_COPY, Vms.idle(1, 128), BUSY);
        Batch free =
                batch.only(batch.vms().stream().map(vm -> vm.withWays(ways)).toList());

        assertThat(PRIOR.plan(free).migrations())
                .allSatisfy(move ->
                        assertThat(move.how()).isEqualTo(move.vm().equals("vm4") ? POST_COPY : Tuning.PRE_COPY));
    }
}
