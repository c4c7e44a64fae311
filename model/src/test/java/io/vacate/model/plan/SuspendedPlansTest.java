package io.vacate.model.plan;

import static io.vacate.model.plan.Star.star;
import static io.vacate.model.plan.Star.vm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.TimeWindow;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Predictor;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.plan.chart.GanttText;
import io.vacate.model.plan.search.CalibratedRates;
import io.vacate.model.plan.search.Physics;
import io.vacate.model.plan.search.Physics.Suspension;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("VMs that are suspended to break circles")
class SuspendedPlansTest {
    private static Physics physics(Batch batch) {
        return new CalibratedRates(Predictor.of(batch.network()), false);
    }

    /** The VM, which may be suspended too. */
    private static BatchVm pausable(BatchVm vm) {
        return vm.withWays(List.of(Tuning.PRE_COPY, Tuning.of(ModeKind.SUSPEND_COPY_RESUME_DISK.plain())));
    }

    private static BatchVm with(BatchVm vm, DataSize memory, TimeWindow window) {
        return new BatchVm(
                vm.id(),
                vm.profile(),
                vm.host(),
                true,
                vm.destinations(),
                memory,
                vm.cpus(),
                window,
                vm.priority(),
                vm.ways());
    }

    private static Plan planned(Batch problem) {
        Plan plan = Planner.of(Calibration.prior()).plan(problem);
        assertThat(BatchPlanCheck.errors(problem, physics(problem), plan)).isEmpty();
        return plan;
    }

    @Test
    void swap_isBrokenByTheOneThatMayBeSuspended() {
        BatchVm live = vm("v1", "a", "b");
        BatchVm paused = pausable(vm("v2", "b", "a"));
        DataRate rate = DataRate.ofMegabitsPerSecond(1000);
        Batch swap = star(1000, 1, live, paused);
        Suspension parts = physics(swap).suspension(paused, rate).orElseThrow();

        Plan plan = planned(swap);

        assertThat(plan.makespan())
                .isEqualTo(parts.suspend()
                        .plus(physics(swap)
                                .duration(live, Tuning.PRE_COPY, rate)
                                .orElseThrow())
                        .plus(parts.resume()));
        assertThat(plan.isProvenOptimal()).isTrue();
        assertThat(plan.suspensions()).containsOnlyKeys("v2");
        assertThat(plan.detours()).isEmpty();
        assertThat(plan.actions()).hasSize(3);
        assertThat(plan.actions().get(0)).isInstanceOfSatisfying(Action.Suspend.class, suspend -> {
            assertThat(suspend.vm()).isEqualTo("v2");
            assertThat(suspend.host()).isEqualTo("b");
        });
        // It stands still until it runs on the other host: nearly all the time.
        assertThat(plan.suspensions().get("v2")).isEqualTo(plan.makespan());
    }

    @Test
    void thirdHost_isPreferred_whereThatIsAllowed() {
        Batch swap = star(1000, 1, pausable(vm("v1", "a", "b")), pausable(vm("v2", "b", "a")));

        Plan plan = planned(swap.with(swap.limits().withDetours(true)));

        assertThat(plan.suspensions()).isEmpty();
        assertThat(plan.detours()).hasSize(1);
    }

    @Test
    void fullCircle_needsOneToBeSuspended_alsoWhereThirdHostsAreAllowed() {
        Batch circle =
                star(1000, 1, pausable(vm("v1", "a", "b")), pausable(vm("v2", "b", "c")), pausable(vm("v3", "c", "a")));

        assertThat(planned(circle).suspensions()).hasSize(1);
        assertThat(planned(circle.with(circle.limits().withDetours(true))).suspensions())
                .hasSize(1);
    }

    @Test
    void largeVm_isSpared_forTheSmallOnesInItsWay() {
        BatchVm large = pausable(with(vm("large", "a", "b"), DataSize.ofMebibytes(4096), TimeWindow.ALWAYS));

        Plan plan = planned(star(1000, 2, large, pausable(vm("s1", "b", "a")), pausable(vm("s2", "b", "a"))));

        assertThat(plan.suspensions()).containsOnlyKeys("s1", "s2");
    }

    @Test
    void nobodyIsSuspended_beforeOthersNeedTheRoom() {
        Duration late = Duration.ofSeconds(100);
        BatchVm waiting = vm("v1", "a", "b").within(new TimeWindow(late, Optional.empty()));

        Plan plan = planned(star(1000, 1, waiting, pausable(vm("v2", "b", "a"))));

        assertThat(plan.actions().get(0).end()).isEqualTo(late);
        assertThat(plan.suspensions().get("v2")).isLessThan(plan.makespan().minusSeconds(80));
    }

    @Test
    void suspensionThatIsNotAllowed_orNotKnown_isNamedAsTheWayOut() {
        assertThatExceptionOfType(InfeasibleException.class)
                .isThrownBy(() -> planned(star(1000, 1, vm("v1", "a", "b"), vm("v2", "b", "a"))))
                .withMessageContainingAll("circle", "detours would allow", "suspend_copy_resume_disk would allow");
        // What mVM published knows of nothing but pre-copy.
        assertThatExceptionOfType(InfeasibleException.class)
                .isThrownBy(() -> Planner.of(PublishedFormula.MVM)
                        .plan(star(1000, 1, pausable(vm("v1", "a", "b")), pausable(vm("v2", "b", "a")))))
                .withMessageContaining("circle");
    }

    @Test
    void planTellsWhoIsSuspended() {
        Plan plan = planned(star(1000, 1, vm("v1", "a", "b"), pausable(vm("v2", "b", "a"))));

        assertThat(GanttText.lines(plan, 100, 10)).anyMatch(line -> line.startsWith("v2  suspends on b"));
    }

    @Test
    void randomCircles_areBroken_whereEachMayBeSuspended() {
        int broken = 0;
        for (int seed = 0; seed < 3000; seed++) {
            Batch problem = RandomBatches.of(seed, 12);
            if (problem.limits().detours() || !isStuckInACircle(problem)) {
                continue;
            }
            Batch allowed = allPausable(problem);
            Optional<Plan> plan = plan(allowed);
            if (plan.isPresent()) {
                assertThat(BatchPlanCheck.errors(allowed, physics(allowed), plan.get()))
                        .as("seed %d", seed)
                        .isEmpty();
                // Another destination may do it, too.
                boolean isSuspended = !plan.get().suspensions().isEmpty();
                boolean hasChoice = allowed.moving().stream()
                        .anyMatch(vm -> vm.destinations().size() != 1);
                assertThat(isSuspended || hasChoice).as("seed %d", seed).isTrue();
                broken += isSuspended ? 1 : 0;
            } else {
                // Who must come first cannot make room for those that wait for it, and power may forbid any move.
                assertThat(!problem.precedences().isEmpty()
                                || problem.limits().powerCapWatts().isPresent())
                        .as("seed %d", seed)
                        .isTrue();
            }
        }
        assertThat(broken).isGreaterThan(20);
    }

    private static Batch allPausable(Batch problem) {
        return new Batch(
                problem.name(),
                problem.hosts(),
                problem.switches(),
                problem.links(),
                problem.efficiency(),
                problem.vms().stream()
                        .map(vm -> vm.mustMove() ? pausable(vm) : vm)
                        .toList(),
                problem.routes(),
                problem.precedences(),
                problem.groups(),
                problem.limits());
    }

    private static boolean isStuckInACircle(Batch problem) {
        try {
            Planner.of(Calibration.prior()).plan(problem, after(40));
            return false;
        } catch (InfeasibleException refused) {
            return refused.getMessage().contains("circle");
        }
    }

    private static Optional<Plan> plan(Batch problem) {
        try {
            return Optional.of(Planner.of(Calibration.prior()).plan(problem, after(40)));
        } catch (InfeasibleException refused) {
            assertThat(refused).hasMessageMatching("(?s).*('|W|circle).*");
            return Optional.empty();
        }
    }

    private static SearchLimits after(int questions) {
        AtomicInteger asked = new AtomicInteger();
        return new SearchLimits(() -> (double) asked.incrementAndGet() / questions);
    }
}
