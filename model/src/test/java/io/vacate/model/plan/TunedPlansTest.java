package io.vacate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.unit.DataRate;
import io.vacate.model.calibrate.AggregateObservation;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.fixture.Vms;
import io.vacate.model.profile.Compressibility;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans of moves in every mode. */
class TunedPlansTest {
    private static final NetworkProfile NETWORK =
            NetworkProfile.star(List.of("a", "b"), DataRate.ofMegabitsPerSecond(500));

    static Stream<Tuning> tunings() {
        return Stream.of(
                Tuning.PRE_COPY,
                Tuning.PRE_COPY.limitedTo(DataRate.ofMebibytesPerSecond(15)),
                Tuning.PRE_COPY.with(new AutoConverge(20, 10)),
                Tuning.PRE_COPY.with(Compression.ZSTD),
                Tuning.of(new MigrationMode.PostCopy(new Trigger.Immediately())),
                Tuning.of(new MigrationMode.PostCopy(new Trigger.AfterTime(Duration.ofSeconds(2)))),
                Tuning.of(new MigrationMode.StopAndCopy()),
                Tuning.of(new MigrationMode.SuspendCopyResume(Buffer.DISK)),
                Tuning.of(new MigrationMode.SuspendCopyResume(Buffer.MEMORY)));
    }

    private static PlanningProblem problem(Tuning tuning, Calibration calibration) {
        Compressibility half = new Compressibility(0.5, 0.5);
        List<Move> moves = new ArrayList<>();
        for (VmProfile vm : List.of(
                Vms.idle(1, 128),
                Vms.full(2, 256, Vms.dirtying(20, 128)),
                Vms.full(3, 256, Vms.dirtying(45, 200)),
                Vms.full(4, 128, Vms.dirtying(70, 128)))) {
            moves.add(new Move(vm.withCompressibility(half), "a", "b", tuning));
        }
        return PlanningProblem.of(moves, NETWORK).with(calibration);
    }

    @ParameterizedTest
    @MethodSource("tunings")
    void noStrategyIsBelowTheBound(Tuning tuning) {
        Calibration pessimist = Calibration.prior();
        for (int run = 0; run < 60; run++) {
            pessimist = pessimist
                    .with(new Quantity(Kind.RESIDUAL, ""), 1.4)
                    .with(new Quantity(Kind.GROUP_RESIDUAL, ""), 0.8);
        }
        for (Calibration calibration : List.of(Calibration.prior(), pessimist)) {
            for (Strategy strategy : Strategy.values()) {
                Plan plan = Planner.of(strategy).plan(problem(tuning, calibration));

                assertThat(plan.moves())
                        .hasSize(4)
                        .allMatch(move -> move.move().tuning().equals(tuning));
                assertThat(plan.lowerBound().time())
                        .isPositive()
                        .isLessThanOrEqualTo(plan.aggregateTime().p50());
            }
        }
    }

    @Test
    void residualOfARun_isTakenOfWhatWasModelled() {
        Plan first = new ParallelPlanner().plan(problem(Tuning.PRE_COPY, Calibration.prior()));
        Duration actual = first.modelledTime().multipliedBy(2);
        Calibration learned = Calibration.prior();
        for (int run = 0; run < 60; run++) {
            Plan plan = new ParallelPlanner().plan(problem(Tuning.PRE_COPY, learned));
            learned = learned.updatedWith(
                    RunObservations.NONE.with(new AggregateObservation(plan.modelledTime(), actual)));
        }

        Plan last = new ParallelPlanner().plan(problem(Tuning.PRE_COPY, learned));

        // Of what was predicted the residuals would come to 1, and predictions would swing back.
        assertThat(last.aggregateTime().p50()).isEqualTo(actual);
        assertThat(last.modelledTime()).isEqualTo(first.modelledTime());
        assertThat(last.moves().get(3).predictedEnd()).isLessThanOrEqualTo(actual);
    }

    @Test
    void singleMove_isNoGroup() {
        Calibration learned = Calibration.prior();
        for (int run = 0; run < 60; run++) {
            learned = learned.with(new Quantity(Kind.GROUP_RESIDUAL, ""), 3);
        }
        Move move = new Move(Vms.idle(1, 128), "a", "b");

        Plan plan = new SequentialPlanner()
                .plan(PlanningProblem.of(List.of(move), NETWORK).with(learned));

        assertThat(plan.aggregateTime())
                .isEqualTo(plan.moves().get(0).estimate().totalTime());
    }
}
