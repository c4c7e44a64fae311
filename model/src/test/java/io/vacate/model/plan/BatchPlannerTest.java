package io.vacate.model.plan;

import static io.vacate.model.plan.Star.TWO_GIB;
import static io.vacate.model.plan.Star.copy;
import static io.vacate.model.plan.Star.star;
import static io.vacate.model.plan.Star.vm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vacate.api.unit.DataRate;
import io.vacate.model.json.BatchDocument;
import io.vacate.model.plan.batch.BatchAction;
import io.vacate.model.plan.batch.BatchLimits;
import io.vacate.model.plan.batch.BatchPlan;
import io.vacate.model.plan.batch.BatchProblem;
import io.vacate.model.plan.batch.BatchRoute;
import io.vacate.model.plan.batch.BatchSwitch;
import io.vacate.model.plan.batch.BatchTuning;
import io.vacate.model.plan.batch.BatchVm;
import io.vacate.model.plan.batch.InfeasibleBatchException;
import io.vacate.model.plan.batch.MvmPhysics;
import io.vacate.model.plan.batch.PowerModel;
import io.vacate.model.plan.batch.TimeWindow;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BatchPlannerTest {
    /** A VM that may go to any other host. */
    private static BatchVm anywhere(String id, String from) {
        return new BatchVm(
                id,
                from,
                true,
                List.of(),
                TWO_GIB,
                1,
                copy(2000, 96, 2, 2),
                TimeWindow.ALWAYS,
                0,
                Set.of(ModeKind.PRE_COPY));
    }

    private static BatchPlan plan(BatchProblem problem) {
        return BatchPlanner.with(new MvmPhysics()).plan(problem);
    }

    @Test
    void mvm_durationsAreThoseOfThePublishedFormula() {
        MvmPhysics mvm = new MvmPhysics();
        BatchVm vm = vm("v", "a", "b");

        assertThat(mvm.duration(vm, ModeKind.PRE_COPY, DataRate.ofMegabitsPerSecond(500)))
                .contains(Duration.ofSeconds(50));
        assertThat(mvm.duration(vm, ModeKind.PRE_COPY, DataRate.ofMegabitsPerSecond(1000)))
                .contains(Duration.ofSeconds(20));
        assertThat(mvm.duration(vm, ModeKind.PRE_COPY, DataRate.ofMegabitsPerSecond(432)))
                .isEmpty();
    }

    @Test
    void oneAfterTheOther_whereALinkIsShared() {
        BatchPlan plan = plan(star(1000, 8, vm("v1", "a", "b"), vm("v2", "a", "c"), vm("v3", "b", "c")));

        assertThat(plan.makespan()).isEqualTo(Duration.ofSeconds(40));
        assertThat(plan.isProvenOptimal()).isTrue();
    }

    @Test
    void swapWithoutRoom_isExplained() {
        assertThatExceptionOfType(InfeasibleBatchException.class)
                .isThrownBy(() -> plan(star(1000, 1, vm("v1", "a", "b"), vm("v2", "b", "a"))))
                .withMessageContainingAll("v1", "v2", "memory of host 'a'", "2147483648", "circle");
    }

    @Test
    void swapWithoutRoom_goesByAThirdHost_whereThatIsAllowed() {
        BatchProblem swap = allowingDetours(star(1000, 1, vm("v1", "a", "b"), vm("v2", "b", "a")));

        BatchPlan plan = plan(swap);

        assertThat(plan.detours()).hasSize(1).containsValue("c");
        assertThat(plan.actions()).hasSize(3);
        assertThat(plan.makespan()).isEqualTo(Duration.ofMinutes(1));
        assertThat(BatchPlanCheck.errors(swap, new MvmPhysics(), plan)).isEmpty();
    }

    /** Of the hosts of a star, c runs Xen and the others KVM. */
    private static BatchProblem mixed(BatchProblem star) {
        return new BatchProblem(
                star.name(),
                star.hosts().stream()
                        .map(host -> host.withHypervisor(host.id().equals("c") ? "xen" : "kvm"))
                        .toList(),
                star.switches(),
                star.links(),
                star.vms(),
                star.routes(),
                star.precedences(),
                star.groups(),
                star.limits());
    }

    @Test
    void vmNeverCrossesHypervisors() {
        BatchProblem kinds = mixed(star(1000, 8, anywhere("free", "a")));
        assertThat(BatchDocument.parse(BatchDocument.text(kinds))).isEqualTo(kinds);
        BatchPlan plan = plan(kinds);
        assertThat(plan.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        BatchAction.Migrate.class, move -> assertThat(move.to()).isEqualTo("b"));

        assertThatExceptionOfType(InfeasibleBatchException.class)
                .isThrownBy(() -> plan(mixed(star(1000, 8, vm("v1", "a", "c")))))
                .withMessageContainingAll("v1", "host 'c'", "'xen', not 'kvm'", "never crosses hypervisors");
        // The only room for a detour is there.
        assertThatExceptionOfType(InfeasibleBatchException.class)
                .isThrownBy(() -> plan(mixed(allowingDetours(star(1000, 1, vm("v1", "a", "b"), vm("v2", "b", "a"))))))
                .withMessageContaining("circle");
    }

    private static BatchProblem allowingDetours(BatchProblem problem) {
        return problem.with(problem.limits().withDetours(true));
    }

    @Test
    void circleWithoutAThirdHost_saysThatNoneHasRoom() {
        BatchProblem full = star(1000, 1, vm("v1", "a", "b"), vm("v2", "b", "c"), vm("v3", "c", "a"));

        assertThatExceptionOfType(InfeasibleBatchException.class)
                .isThrownBy(() -> plan(allowingDetours(full)))
                .withMessageContainingAll("circle", "no host was found that has the room");
    }

    @Test
    void higherPriority_goesFirst_whereThatCostsNothing() {
        List<BatchVm> vms = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            BatchVm vm = vm("v" + i, "a", i % 2 == 0 ? "b" : "c");
            vms.add(new BatchVm(
                    vm.id(),
                    vm.host(),
                    true,
                    vm.destinations(),
                    vm.memory(),
                    vm.cpus(),
                    vm.copy(),
                    vm.window(),
                    i,
                    vm.modes()));
        }

        BatchPlan plan = plan(star(1000, 8, vms.toArray(BatchVm[]::new)));

        assertThat(plan.makespan()).isEqualTo(Duration.ofMinutes(2));
        assertThat(plan.actions())
                .extracting(action -> ((BatchAction.Migrate) action).vm())
                .containsExactly("v5", "v4", "v3", "v2", "v1", "v0");
    }

    @Test
    void lowerRate_letsTwoMigrationsFitBesideEachOther() {
        BatchVm small = BatchVm.moving("small", "a", "b", TWO_GIB, 1, copy(2000, 0, 1, 0));
        BatchVm large = BatchVm.moving("large", "a", "c", TWO_GIB, 1, copy(4000, 0, 1, 0));
        BatchProblem problem = withLimit(star(1500, 8, small, large), DataRate.ofMegabitsPerSecond(1000));

        BatchPlan plan = plan(problem);

        // At full rates 18 + 36 s; at half of it the small one takes as long as the large one, beside it.
        assertThat(plan.makespan()).isEqualTo(Duration.ofSeconds(36));
        assertThat(plan.isProvenOptimal()).isTrue();
        assertThat(BatchPlanCheck.errors(problem, new MvmPhysics(), plan)).isEmpty();
    }

    private static BatchProblem withLimit(BatchProblem problem, DataRate limit) {
        return new BatchProblem(
                problem.name(),
                problem.hosts(),
                problem.switches(),
                problem.links(),
                problem.vms(),
                problem.routes().stream()
                        .map(route -> new BatchRoute(route.from(), route.to(), route.hops(), limit))
                        .toList(),
                problem.precedences(),
                problem.groups(),
                problem.limits());
    }

    @Test
    void ownLimitOfAVm_isKept_andLeavesTheRestToOthers() {
        DataRate half = DataRate.ofMegabitsPerSecond(750);
        BatchVm limited = vm("v1", "a", "b").with(BatchTuning.USUAL.withBandwidth(half));

        BatchPlan plan = plan(withLimit(star(1500, 8, limited, vm("v2", "a", "c")), half));

        assertThat(BatchPlanCheck.errors(star(1500, 8, limited, vm("v2", "a", "c")), new MvmPhysics(), plan))
                .isEmpty();
        assertThat(plan.actions())
                .allSatisfy(action -> assertThat(action.start()).isZero())
                .first()
                .isInstanceOfSatisfying(
                        BatchAction.Migrate.class,
                        move -> assertThat(move.rate()).isEqualTo(half));
    }

    @Test
    void migrationThatDrawsTooMuchAtFullRate_goesSlower_orIsExplained() {
        PowerModel power = new PowerModel(100, 30, 10, 20, DataRate.ofMegabitsPerSecond(16));
        BatchProblem problem = star(1000, 8, vm("v1", "a", "b"));

        // Three hosts and a VM draw 310 W, a migration at 1,000 Mbit/s 82 W more.
        BatchProblem tight = problem.with(capped(problem.limits(), 372, power));
        BatchPlan plan = plan(tight);
        assertThat(BatchPlanCheck.errors(tight, new MvmPhysics(), plan)).isEmpty();
        assertThat(plan.makespan()).isBetween(Duration.ofSeconds(21), Duration.ofSeconds(40));

        assertThatExceptionOfType(InfeasibleBatchException.class)
                .isThrownBy(() -> plan(problem.with(capped(problem.limits(), 325, power))))
                .withMessageContainingAll("310 W", "VM 'v1'", "its migration 20 W", "5 W too much", "cap of 325 W");
    }

    @Test
    void switchThatCarriesLessThanARoute_setsTheRate() {
        DataRate slow = DataRate.ofMegabitsPerSecond(500);
        BatchProblem problem = star(new BatchSwitch("s", Optional.of(slow)), 1000, 8, vm("v1", "a", "b"));

        BatchPlan plan = plan(problem);

        assertThat(BatchPlanCheck.errors(problem, new MvmPhysics(), plan)).isEmpty();
        assertThat(plan.makespan()).isEqualTo(Duration.ofSeconds(50));
    }

    private static BatchLimits capped(BatchLimits limits, int watts, PowerModel power) {
        return new BatchLimits(
                limits.horizon(), limits.migrationsAtOnce(), OptionalInt.of(watts), Optional.of(power), false);
    }

    @Test
    void tooManyVmsInTheEnd_areExplained() {
        assertThatExceptionOfType(InfeasibleBatchException.class)
                .isThrownBy(() -> plan(star(1000, 1, vm("v1", "a", "b"), vm("v2", "c", "b"))))
                .withMessageContainingAll("memory of host 'b'", "2147483648 are missing");
    }

    @Test
    void vmThatDoesNotConverge_isNamed() {
        assertThatExceptionOfType(InfeasibleBatchException.class)
                .isThrownBy(() -> plan(star(400, 8, vm("v1", "a", "b"))))
                .withMessageContainingAll("VM 'v1' does not converge", "400 Mbit/s");
    }

    @Test
    void deadlineThatCannotBeKept_isNamed() {
        BatchVm late = new BatchVm(
                "v1",
                "a",
                true,
                List.of("b"),
                TWO_GIB,
                1,
                copy(2000, 96, 2, 2),
                new TimeWindow(Duration.ZERO, Optional.of(Duration.ofSeconds(15))),
                0,
                Set.of(ModeKind.PRE_COPY));

        assertThatExceptionOfType(InfeasibleBatchException.class)
                .isThrownBy(() -> BatchPlanner.with(new MvmPhysics()).plan(star(1000, 8, late), () -> true, () -> {}))
                .withMessageContainingAll("deadline of VM 'v1' (PT15S)", "PT20S");
    }

    @Test
    void destinationsThatAreFree_areBalanced() {
        BatchPlan plan = plan(star(1000, 8, vm("v1", "c", "b"), anywhere("v2", "a")));

        assertThat(plan.makespan()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void unknownHost_isNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> star(1000, 8, vm("v1", "nowhere", "b")))
                .withMessage("host 'nowhere' of VM 'v1' is not known");
    }
}
