package io.vacate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.model.batch.Batch;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Calibration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The same batch and seed")
class SamePlanTest {
    static Stream<Planner> planners() {
        return Stream.of(Planner.of(Calibration.prior()), Planner.of(PublishedFormula.MVM));
    }

    /** The plan as a text, or why there is none: limited by asking, not by a clock. */
    private static String outcome(Planner planner, Batch batch) {
        int[] asked = {0};
        try {
            Plan plan = planner.plan(batch, new SearchLimits(() -> ++asked[0] / 60.0));
            return plan.toString();
        } catch (InfeasibleException refused) {
            return refused.getMessage();
        }
    }

    private static List<String> outcomes(Planner planner) {
        return IntStream.range(0, 60)
                .mapToObj(seed -> outcome(planner, RandomBatches.of(seed, 10)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("planners")
    void give_theSamePlan_alsoInSeveralThreadsAtOnce(Planner planner) {
        List<CompletableFuture<List<String>>> together = Stream.of(1, 2)
                .map(run -> CompletableFuture.supplyAsync(() -> outcomes(planner)))
                .toList();

        List<String> first = outcomes(planner);

        assertThat(first).anyMatch(text -> text.contains("makespan="));
        together.forEach(other -> assertThat(other.join()).isEqualTo(first));
    }

    @ParameterizedTest
    @MethodSource("planners")
    void withAnotherSeed_thePlanIsNeverBelowItsBound_whichStaysAsItIs(Planner planner) {
        int planned = 0;
        for (int seed = 0; seed < 15; seed++) {
            Batch batch = RandomBatches.of(seed, 5);
            try {
                Plan first = planner.plan(batch);
                Plan other = planner.withSeed(1000 + seed).plan(batch);
                planned++;
                for (Plan plan : List.of(first, other)) {
                    assertThat(plan.makespan())
                            .as("seed %d", seed)
                            .isGreaterThanOrEqualTo(plan.bound().time());
                }
                if (choosesNothing(batch)) {
                    assertThat(other.bound()).as("seed %d", seed).isEqualTo(first.bound());
                }
            } catch (InfeasibleException refused) {
                assertThat(refused).hasMessageMatching("(?s).*('|W|circle|at once).*");
            }
        }
        assertThat(planned).isGreaterThan(8);
    }

    /** A bound is of the destinations and ways that were considered. */
    private static boolean choosesNothing(Batch batch) {
        return batch.vms().stream()
                        .noneMatch(vm -> vm.mustMove() && vm.destinations().size() != 1)
                && batch.limits().powerCapWatts().isEmpty()
                && !batch.limits().detours();
    }
}
