package io.vacate.bench.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.bench.planning.peer.MvmPhysics;
import io.vacate.model.batch.Batch;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.plan.Planner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class PlanningTest {
    static Stream<Planner> planners() {
        return Stream.of(Planner.of(new MvmPhysics()), Planner.of(Calibration.prior()));
    }

    @ParameterizedTest
    @MethodSource("planners")
    void rowTellsMakespanBoundAndTheGapBetweenThem(Planner planner) {
        Batch batch = FatTree.of(12, 3).withEfficiency(1);

        Map<String, @Nullable Object> row =
                Timed.of(planner, batch, Duration.ofMillis(100)).columns();

        assertThat(row.keySet()).containsExactly("instance", "makespan_s", "bound_s", "gap", "first_ms", "total_ms");
        double makespan = (double) row.get("makespan_s");
        double bound = (double) row.get("bound_s");
        assertThat((double) row.get("gap")).isNotNegative().isCloseTo(makespan / bound - 1, within(1e-3));
    }

    @Test
    void peersOfOtherPhysicsAreRefused() {
        StringWriter errors = new StringWriter();

        int code = Planning.command()
                .setErr(new PrintWriter(errors, true))
                .execute("--growth", "--physics", "calibrated", "--peer", "cp-sat");

        assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("--peer (cp-sat)").contains("--physics mvm");
    }
}
