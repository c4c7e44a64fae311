package io.vacate.model.plan;

import static io.vacate.model.plan.Star.star;
import static io.vacate.model.plan.Star.vm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.json.BatchPlanDocument;
import io.vacate.model.plan.batch.BatchAction;
import io.vacate.model.plan.batch.BatchPlan;
import io.vacate.model.plan.batch.BatchProblem;
import io.vacate.model.plan.batch.BatchVm;
import io.vacate.model.plan.batch.CalibratedPhysics;
import io.vacate.model.plan.batch.InfeasibleBatchException;
import io.vacate.model.plan.batch.MigrationPhysics;
import io.vacate.model.plan.batch.MigrationPhysics.Suspension;
import io.vacate.model.plan.batch.MvmPhysics;
import io.vacate.model.plan.batch.TimeWindow;
import io.vacate.model.plan.chart.GanttText;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("VMs that are suspended to break circles")
class SuspendedPlansTest {
    private static final MigrationPhysics PHYSICS = new CalibratedPhysics(Calibration.prior());

    /** The VM, which may be suspended too. */
    private static BatchVm pausable(BatchVm vm) {
        return with(vm, vm.memory(), vm.window(), Set.of(ModeKind.PRE_COPY, ModeKind.SUSPEND_COPY_RESUME_DISK));
    }

    private static BatchVm with(BatchVm vm, DataSize memory, TimeWindow window, Set<ModeKind> modes) {
        return new BatchVm(
                vm.id(),
                vm.host(),
                true,
                vm.destinations(),
                memory,
                vm.cpus(),
                vm.copy(),
                window,
                vm.priority(),
                modes);
    }

    private static BatchPlan planned(BatchProblem problem) {
        BatchPlan plan = BatchPlanner.with(PHYSICS).plan(problem);
        assertThat(BatchPlanCheck.errors(problem, PHYSICS, plan)).isEmpty();
        return plan;
    }

    @Test
    void swap_isBrokenByTheOneThatMayBeSuspended() {
        BatchVm live = vm("v1", "a", "b");
        BatchVm paused = pausable(vm("v2", "b", "a"));
        DataRate rate = DataRate.ofMegabitsPerSecond(1000);
        Suspension parts = PHYSICS.suspension(paused, rate).orElseThrow();

        BatchPlan plan = planned(star(1000, 1, live, paused));

        assertThat(plan.makespan())
                .isEqualTo(parts.suspend()
                        .plus(PHYSICS.duration(live, ModeKind.PRE_COPY, rate).orElseThrow())
                        .plus(parts.resume()));
        assertThat(plan.isProvenOptimal()).isTrue();
        assertThat(plan.suspensions()).containsOnlyKeys("v2");
        assertThat(plan.detours()).isEmpty();
        assertThat(plan.actions()).hasSize(3);
        assertThat(plan.actions().get(0)).isInstanceOfSatisfying(BatchAction.Suspend.class, suspend -> {
            assertThat(suspend.vm()).isEqualTo("v2");
            assertThat(suspend.host()).isEqualTo("b");
        });
        // It stands still until it runs on the other host: nearly all the time.
        assertThat(plan.suspensions().get("v2")).isEqualTo(plan.makespan());
    }

    @Test
    void thirdHost_isPreferred_whereThatIsAllowed() {
        BatchProblem swap = star(1000, 1, pausable(vm("v1", "a", "b")), pausable(vm("v2", "b", "a")));

        BatchPlan plan = planned(swap.with(swap.limits().withDetours(true)));

        assertThat(plan.suspensions()).isEmpty();
        assertThat(plan.detours()).hasSize(1);
    }

    @Test
    void fullCircle_needsOneToBeSuspended_alsoWhereThirdHostsAreAllowed() {
        BatchProblem circle =
                star(1000, 1, pausable(vm("v1", "a", "b")), pausable(vm("v2", "b", "c")), pausable(vm("v3", "c", "a")));

        assertThat(planned(circle).suspensions()).hasSize(1);
        assertThat(planned(circle.with(circle.limits().withDetours(true))).suspensions())
                .hasSize(1);
    }

    @Test
    void largeVm_isSpared_forTheSmallOnesInItsWay() {
        BatchVm large = with(
                vm("large", "a", "b"),
                DataSize.ofMebibytes(4096),
                TimeWindow.ALWAYS,
                Set.of(ModeKind.PRE_COPY, ModeKind.SUSPEND_COPY_RESUME_DISK));

        BatchPlan plan = planned(star(1000, 2, large, pausable(vm("s1", "b", "a")), pausable(vm("s2", "b", "a"))));

        assertThat(plan.suspensions()).containsOnlyKeys("s1", "s2");
    }

    @Test
    void nobodyIsSuspended_beforeOthersNeedTheRoom() {
        Duration late = Duration.ofSeconds(100);
        BatchVm waiting = with(
                vm("v1", "a", "b"),
                vm("v1", "a", "b").memory(),
                new TimeWindow(late, Optional.empty()),
                Set.of(ModeKind.PRE_COPY));

        BatchPlan plan = planned(star(1000, 1, waiting, pausable(vm("v2", "b", "a"))));

        assertThat(plan.actions().get(0).end()).isEqualTo(late);
        assertThat(plan.suspensions().get("v2")).isLessThan(plan.makespan().minusSeconds(80));
    }

    @Test
    void suspensionThatIsNotAllowed_orNotKnown_isNamedAsTheWayOut() {
        assertThatExceptionOfType(InfeasibleBatchException.class)
                .isThrownBy(() -> planned(star(1000, 1, vm("v1", "a", "b"), vm("v2", "b", "a"))))
                .withMessageContainingAll("circle", "detours would allow", "suspend_copy_resume_disk would allow");
        // What mVM published knows of nothing but pre-copy.
        assertThatExceptionOfType(InfeasibleBatchException.class)
                .isThrownBy(() -> BatchPlanner.with(new MvmPhysics())
                        .plan(star(1000, 1, pausable(vm("v1", "a", "b")), pausable(vm("v2", "b", "a")))))
                .withMessageContaining("circle");
    }

    @Test
    void planTellsWhoIsSuspended() {
        BatchPlan plan = planned(star(1000, 1, vm("v1", "a", "b"), pausable(vm("v2", "b", "a"))));

        assertThat(BatchPlanDocument.text(plan))
                .contains("\"type\" : \"suspend\"", "\"host\" : \"b\"", "\"suspensions_s\"")
                .contains("\"mode\" : \"suspend_copy_resume_disk\"");
        assertThat(GanttText.lines(plan, 100, 10)).anyMatch(line -> line.startsWith("v2  suspends on b"));
    }

    @Test
    void randomCircles_areBroken_whereEachMayBeSuspended() {
        int broken = 0;
        for (int seed = 0; seed < 3000; seed++) {
            BatchProblem problem = RandomBatches.of(seed, 12);
            if (problem.limits().detours() || !isStuckInACircle(problem)) {
                continue;
            }
            BatchProblem allowed = allPausable(problem);
            Optional<BatchPlan> plan = plan(allowed);
            if (plan.isPresent()) {
                assertThat(BatchPlanCheck.errors(allowed, PHYSICS, plan.get()))
                        .as("seed %d", seed)
                        .isEmpty();
                assertThat(plan.get().suspensions()).as("seed %d", seed).isNotEmpty();
                broken++;
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

    private static BatchProblem allPausable(BatchProblem problem) {
        return new BatchProblem(
                problem.name(),
                problem.hosts(),
                problem.switches(),
                problem.links(),
                problem.vms().stream()
                        .map(vm -> vm.mustMove() ? pausable(vm) : vm)
                        .toList(),
                problem.routes(),
                problem.precedences(),
                problem.groups(),
                problem.limits());
    }

    private static boolean isStuckInACircle(BatchProblem problem) {
        try {
            BatchPlanner.with(PHYSICS).plan(problem, after(40), () -> {});
            return false;
        } catch (InfeasibleBatchException refused) {
            return refused.getMessage().contains("circle");
        }
    }

    private static Optional<BatchPlan> plan(BatchProblem problem) {
        try {
            return Optional.of(BatchPlanner.with(PHYSICS).plan(problem, after(40), () -> {}));
        } catch (InfeasibleBatchException refused) {
            assertThat(refused).hasMessageMatching("(?s).*('|W|circle).*");
            return Optional.empty();
        }
    }

    private static BooleanSupplier after(int questions) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() > questions;
    }
}
