package io.vacate.orchestrator.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.plan.Move;
import io.vacate.model.plan.PlannedMove;
import io.vacate.model.plan.PlanningProblem;
import io.vacate.model.plan.SequentialPlanner;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RemainingTimeTest {
    private static final DataSize MEMORY = DataSize.ofMebibytes(256);

    @Test
    void steadyTransfer_isForecastByWhatIsLeft() {
        double left = left(move(DirtyCurve.idle()), sample(4, 200, 56, 28, 0));

        assertThat(left).isBetween(1.2, 2.5);
    }

    @Test
    void linkThatStutters_doesNotMakeTheForecastJump() {
        PlannedMove busy = move(DirtyCurve.constantRate(DataRate.ofMebibytesPerSecond(20), MEMORY));

        double steady = left(busy, sample(5, 150, 130, 30, 20));
        double stuttering = left(busy, sample(5, 150, 130, 2, 20));

        assertThat(stuttering).isLessThan(1.5 * steady);
    }

    @Test
    void dirtyingNearTheRate_isLeftToThePlan() {
        PlannedMove busy = move(DirtyCurve.constantRate(DataRate.ofMebibytesPerSecond(20), MEMORY));
        double predicted = seconds(busy.predictedEnd().minus(busy.predictedStart()));

        assertThat(left(busy, sample(5, 100, 100, 22, 20))).isBetween(3.0, predicted);
    }

    @Test
    void sampleThatGoesBack_leavesTheForecastAsItIs() {
        RemainingTime remaining = new RemainingTime(
                move(DirtyCurve.idle()), MigrationRequest.live(), DataSize.ofMebibytes(2048), FixedCosts.PRIOR);
        Duration before = remaining.of(sample(4, 200, 56, 28, 0));

        assertThat(remaining.of(sample(3, 100, 156, 28, 0))).isEqualTo(before);
    }

    private static double left(PlannedMove planned, MigrationProgress sample) {
        RemainingTime remaining =
                new RemainingTime(planned, MigrationRequest.live(), DataSize.ofMebibytes(2048), FixedCosts.PRIOR);
        return seconds(remaining.of(sample));
    }

    private static MigrationProgress sample(int elapsed, int sent, int left, int rate, int dirty) {
        MigrationProgress.Builder sample = MigrationProgress.builder(
                        MigrationState.COPYING, Duration.ofSeconds(elapsed))
                .iteration(2)
                .memory(MEMORY, DataSize.ofMebibytes(sent), DataSize.ofMebibytes(left))
                .rate(DataRate.ofMebibytesPerSecond(rate));
        return dirty == 0
                ? sample.build()
                : sample.dirtyRate(DataRate.ofMebibytesPerSecond(dirty)).build();
    }

    private static PlannedMove move(DirtyCurve dirty) {
        VmProfile vm = new VmProfile(new VmId(new UUID(0, 1)), "vm", MEMORY, MEMORY, dirty, Duration.ofMillis(300));
        NetworkProfile network = NetworkProfile.star(List.of("a", "b"), DataRate.ofMegabitsPerSecond(500));
        return new SequentialPlanner()
                .plan(PlanningProblem.of(List.of(new Move(vm, "a", "b")), network))
                .moves()
                .get(0);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
