package io.vacate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.plan.search.CalibratedRates;
import io.vacate.model.plan.search.Physics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Plans of random batches whose migrations share links")
class SharedBatchPlansTest {
    private static final Planner PLANNER = Planner.of(Calibration.prior());

    private static Physics physics(Batch batch) {
        return new CalibratedRates(Predictor.of(batch.network()), false);
    }

    private static Optional<Plan> plan(Batch problem) {
        AtomicInteger asked = new AtomicInteger();
        return unless(() -> PLANNER.plan(problem, new SearchLimits(() -> asked.incrementAndGet() / 60.0)));
    }

    private static Optional<Plan> unless(Supplier<Plan> infeasible) {
        try {
            return Optional.of(infeasible.get());
        } catch (InfeasibleException refused) {
            assertThat(refused).hasMessageMatching("(?s).*('|W|circle|at once).*");
            return Optional.empty();
        }
    }

    @Test
    void plan_keepsAllThatTheProblemAsksFor() {
        int planned = 0;
        for (int seed = 0; seed < 400; seed++) {
            Batch problem = RandomBatches.of(seed, 12);
            Optional<Plan> plan = plan(problem);
            if (plan.isPresent()) {
                planned++;
                assertThat(BatchPlanCheck.errors(problem, physics(problem), plan.get()))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
        assertThat(planned).isGreaterThan(260);
    }

    @Test
    void plan_isAtLeastAsShortAsOneByOne_allAtOnce_andAnyNumberAtOnce() {
        int compared = 0;
        int shorter = 0;
        for (int seed = 0; seed < 120; seed++) {
            Batch problem = RandomBatches.of(seed, 12);
            if (problem.limits().powerCapWatts().isPresent()) {
                continue;
            }
            Optional<Duration> best = IntStream.rangeClosed(1, 13)
                    .mapToObj(k -> k == 13 ? Integer.MAX_VALUE : k)
                    .flatMap(k -> unless(() -> PLANNER.planAtOnce(problem, k)).stream())
                    .map(Plan::makespan)
                    .min(Duration::compareTo);
            if (best.isPresent()) {
                Duration ours = plan(problem).orElseThrow().makespan();
                assertThat(ours).as("seed %d", seed).isLessThanOrEqualTo(best.get());
                compared++;
                shorter += ours.compareTo(best.get()) < 0 ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(60);
        assertThat(shorter).isGreaterThan(15);
    }

    @Test
    void simpleStrategies_keepAllThatTheProblemAsksFor() {
        int planned = 0;
        for (int seed = 0; seed < 120; seed++) {
            Batch problem = RandomBatches.of(seed, 12);
            int most = 1 + seed % 4;
            Optional<Plan> plan = unless(() -> PLANNER.planAtOnce(problem, most));
            if (plan.isPresent()) {
                planned++;
                Batch limited = problem.with(problem.limits().withMigrationsAtOnce(most));
                assertThat(BatchPlanCheck.errors(limited, physics(limited), plan.get()))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
        assertThat(planned).isGreaterThan(60);
    }

    @Test
    void plan_saysWhatEachVmAndAllWillSee_withIntervals() {
        Batch problem = IntStream.range(0, 100)
                .mapToObj(seed -> RandomBatches.of(seed, 12))
                .filter(each ->
                        each.limits().powerCapWatts().isEmpty() && plan(each).isPresent())
                .findFirst()
                .orElseThrow();
        Plan plan = plan(problem).orElseThrow();

        assertThat(plan.aggregateTime()).hasValueSatisfying(time -> {
            assertThat(time.p50()).isEqualTo(plan.makespan());
            assertThat(time.p90()).isGreaterThan(time.p50());
        });
        assertThat(plan.actions())
                .filteredOn(Action.Migrate.class::isInstance)
                .isNotEmpty()
                .allSatisfy(action -> {
                    Action.Migrate move = (Action.Migrate) action;
                    assertThat(move.prediction()).hasValueSatisfying(each -> {
                        assertThat(each.convergence().converges()).isTrue();
                        assertThat(each.downtime().p90())
                                .isGreaterThan(each.downtime().p05());
                        assertThat(each.totalTime().p05()).isLessThan(move.end().minus(move.start()));
                    });
                });
    }
}
