package io.vacate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.ConstantRates;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.Plan;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Plans of random batches")
class RandomBatchPlansTest {
    private static final ConstantRates MVM = PublishedFormula.MVM;

    /** Stops after so many questions: a limit that does not depend on the machine. */
    private static SearchLimits after(int questions) {
        AtomicInteger asked = new AtomicInteger();
        return new SearchLimits(() -> (double) asked.incrementAndGet() / questions);
    }

    private static Optional<Plan> plan(Batch problem, int effort) {
        try {
            return Optional.of(Planner.of(MVM).plan(problem, after(effort)));
        } catch (InfeasibleException infeasible) {
            assertThat(infeasible).hasMessageMatching("(?s).*('|W|circle).*");
            return Optional.empty();
        }
    }

    @Test
    void plan_keepsAllThatTheProblemAsksFor() {
        int planned = 0;
        for (int seed = 0; seed < 1000; seed++) {
            Batch problem = RandomBatches.of(seed, 12);
            Optional<Plan> plan = plan(problem, 40);
            if (plan.isPresent()) {
                planned++;
                assertThat(BatchPlanCheck.errors(problem, PublishedFormula.of(problem), plan.get()))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
        assertThat(planned).isGreaterThan(750);
    }

    @Test
    void fewVms_planIsAsShortAsAnyCanBe() {
        int compared = 0;
        int proven = 0;
        for (int seed = 0; seed < 500; seed++) {
            Batch problem = RandomBatches.of(seed, 5);
            boolean simple = !problem.limits().detours()
                    && problem.moving().size() <= 4
                    && problem.limits().powerCapWatts().isEmpty()
                    && problem.moving().stream()
                            .allMatch(vm -> vm.destinations().size() == 1);
            if (!simple) {
                continue;
            }
            Optional<Duration> least = BruteForce.makespan(problem, PublishedFormula.of(problem));
            Optional<Plan> plan = plan(problem, 300);
            assertThat(plan.isPresent()).as("seed %d", seed).isEqualTo(least.isPresent());
            // Brute force knows full rates only.
            if (plan.isPresent() && !plan.get().makespan().equals(least.orElseThrow())) {
                assertThat(plan.get().makespan()).as("seed %d", seed).isLessThan(least.get());
                assertThat(isAtFullRates(problem, plan.get()))
                        .as("seed %d", seed)
                        .isFalse();
            }
            compared++;
            proven += plan.isPresent() && plan.get().isProvenOptimal() ? 1 : 0;
        }
        assertThat(compared).isGreaterThan(130);
        assertThat((double) proven / compared).isCloseTo(0.9, within(0.1));
    }

    private static boolean isAtFullRates(Batch problem, Plan plan) {
        return plan.actions().stream()
                .filter(Action.Migrate.class::isInstance)
                .map(Action.Migrate.class::cast)
                .allMatch(move -> move.rate().equals(fullRate(problem, move)));
    }

    private static DataRate fullRate(Batch problem, Action.Migrate move) {
        DataRate route = problem.routes().stream()
                .filter(one -> one.from().equals(move.from()) && one.to().equals(move.to()))
                .map(BatchRoute::limit)
                .findFirst()
                .orElseThrow();
        return problem.vms().stream()
                .filter(vm -> vm.id().equals(move.vm()))
                .map(vm -> vm.ways().get(0).rateLimit())
                .reduce(route, DataRate::min);
    }

    @Test
    void circles_areBrokenByThirdHosts_whereThatIsAllowed() {
        int broken = 0;
        for (int seed = 0; seed < 1500; seed++) {
            Batch problem = RandomBatches.of(seed, 12);
            if (!problem.limits().detours()
                    || plan(problem.with(problem.limits().withDetours(false)), 40)
                            .isPresent()) {
                continue;
            }
            Optional<Plan> plan = plan(problem, 40);
            if (plan.isPresent()) {
                assertThat(plan.get().detours()).as("seed %d", seed).isNotEmpty();
                broken++;
            }
        }
        assertThat(broken).isGreaterThan(7);
    }

    @Test
    void sameSeed_samePlan() {
        for (int seed = 0; seed < 25; seed++) {
            Batch problem = RandomBatches.of(seed, 12);

            assertThat(plan(problem, 30)).isEqualTo(plan(problem, 30));
        }
    }
}
