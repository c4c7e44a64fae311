package io.vacate.model.plan;

import static io.vacate.model.plan.Star.TWO_GIB;
import static io.vacate.model.plan.Star.profile;
import static io.vacate.model.plan.Star.star;
import static io.vacate.model.plan.Star.vm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchLimits;
import io.vacate.model.batch.BatchRoute;
import io.vacate.model.batch.BatchSwitch;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.Plan;
import io.vacate.model.batch.PowerModel;
import io.vacate.model.batch.TimeWindow;
import io.vacate.model.estimate.Tuning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BatchPlannerTest {
    /** A VM that may go to any other host. */
    private static BatchVm anywhere(String id, String from) {
        return BatchVm.moving(profile(id, 2000, 96, 2, 2), from, List.of(), TWO_GIB, 1);
    }

    private static Plan plan(Batch problem) {
        return Planner.of(PublishedFormula.MVM).plan(problem);
    }

    @Test
    void mvm_durationsAreThoseOfThePublishedFormula() {
        PublishedFormula mvm = PublishedFormula.MVM;
        BatchVm vm = vm("v", "a", "b");

        assertThat(mvm.duration(vm, Tuning.PRE_COPY, DataRate.ofMegabitsPerSecond(500)))
                .contains(Duration.ofSeconds(50));
        assertThat(mvm.duration(vm, Tuning.PRE_COPY, DataRate.ofMegabitsPerSecond(1000)))
                .contains(Duration.ofSeconds(20));
        assertThat(mvm.duration(vm, Tuning.PRE_COPY, DataRate.ofMegabitsPerSecond(432)))
                .isEmpty();
    }

    @Test
    void oneAfterTheOther_whereALinkIsShared() {
        Plan plan = plan(star(1000, 8, vm("v1", "a", "b"), vm("v2", "a", "c"), vm("v3", "b", "c")));

        assertThat(plan.makespan()).isEqualTo(Duration.ofSeconds(40));
        assertThat(plan.isProvenOptimal()).isTrue();
    }

    @Test
    void swapWithoutRoom_isExplained() {
        assertThatExceptionOfType(InfeasibleException.class)
                .isThrownBy(() -> plan(star(1000, 1, vm("v1", "a", "b"), vm("v2", "b", "a"))))
                .withMessageContainingAll("v1", "v2", "memory of host 'a'", "2 GiB", "circle");
    }

    @Test
    void swapWithoutRoom_goesByAThirdHost_whereThatIsAllowed() {
        Batch swap = allowingDetours(star(1000, 1, vm("v1", "a", "b"), vm("v2", "b", "a")));

        Plan plan = plan(swap);

        assertThat(plan.detours()).hasSize(1).containsValue("c");
        assertThat(plan.actions()).hasSize(3);
        assertThat(plan.makespan()).isEqualTo(Duration.ofMinutes(1));
        assertThat(BatchPlanCheck.errors(swap, PublishedFormula.of(swap), plan)).isEmpty();
    }

    /** Of the hosts of a star, c runs Xen and the others KVM. */
    private static Batch mixed(Batch star) {
        return new Batch(
                star.name(),
                star.hosts().stream()
                        .map(host -> host.withHypervisor(host.id().equals("c") ? "xen" : "kvm"))
                        .toList(),
                star.switches(),
                star.links(),
                star.efficiency(),
                star.vms(),
                star.routes(),
                star.precedences(),
                star.groups(),
                star.limits());
    }

    @Test
    void vmNeverCrossesHypervisors() {
        Batch kinds = mixed(star(1000, 8, anywhere("free", "a")));
        Plan plan = plan(kinds);
        assertThat(plan.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.Migrate.class, move -> assertThat(move.to()).isEqualTo("b"));

        assertThatExceptionOfType(InfeasibleException.class)
                .isThrownBy(() -> plan(mixed(star(1000, 8, vm("v1", "a", "c")))))
                .withMessageContainingAll("v1", "host 'c'", "'xen', not 'kvm'", "never crosses hypervisors");
        // The only room for a detour is there.
        assertThatExceptionOfType(InfeasibleException.class)
                .isThrownBy(() -> plan(mixed(allowingDetours(star(1000, 1, vm("v1", "a", "b"), vm("v2", "b", "a"))))))
                .withMessageContaining("circle");
    }

    private static Batch allowingDetours(Batch problem) {
        return problem.with(problem.limits().withDetours(true));
    }

    @Test
    void circleWithoutAThirdHost_saysThatNoneHasRoom() {
        Batch full = star(1000, 1, vm("v1", "a", "b"), vm("v2", "b", "c"), vm("v3", "c", "a"));

        assertThatExceptionOfType(InfeasibleException.class)
                .isThrownBy(() -> plan(allowingDetours(full)))
                .withMessageContainingAll("circle", "no host was found that has the room");
    }

    @Test
    void higherPriority_goesFirst_whereThatCostsNothing() {
        List<BatchVm> vms = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            vms.add(vm("v" + i, "a", i % 2 == 0 ? "b" : "c").withPriority(i));
        }

        Plan plan = plan(star(1000, 8, vms.toArray(BatchVm[]::new)));

        assertThat(plan.makespan()).isEqualTo(Duration.ofMinutes(2));
        assertThat(plan.actions())
                .extracting(action -> ((Action.Migrate) action).vm())
                .containsExactly("v5", "v4", "v3", "v2", "v1", "v0");
    }

    @Test
    void lowerRate_letsTwoMigrationsFitBesideEachOther() {
        BatchVm small = BatchVm.moving(profile("small", 2000, 0, 1, 0), "a", List.of("b"), TWO_GIB, 1);
        BatchVm large = BatchVm.moving(profile("large", 4000, 0, 1, 0), "a", List.of("c"), TWO_GIB, 1);
        Batch problem = withLimit(star(1500, 8, small, large), DataRate.ofMegabitsPerSecond(1000));

        Plan plan = plan(problem);

        // At full rates 18 + 36 s; at half of it the small one takes as long as the large one, beside it.
        assertThat(plan.makespan()).isEqualTo(Duration.ofSeconds(36));
        assertThat(plan.isProvenOptimal()).isTrue();
        assertThat(BatchPlanCheck.errors(problem, PublishedFormula.of(problem), plan))
                .isEmpty();
    }

    private static Batch withLimit(Batch problem, DataRate limit) {
        return new Batch(
                problem.name(),
                problem.hosts(),
                problem.switches(),
                problem.links(),
                problem.efficiency(),
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
        BatchVm limited = vm("v1", "a", "b").withWays(List.of(Tuning.PRE_COPY.limitedTo(half)));

        Batch batch = withLimit(star(1500, 8, limited, vm("v2", "a", "c")), half);

        Plan plan = plan(batch);

        assertThat(BatchPlanCheck.errors(batch, PublishedFormula.of(batch), plan))
                .isEmpty();
        assertThat(plan.actions())
                .allSatisfy(action -> assertThat(action.start()).isZero())
                .first()
                .isInstanceOfSatisfying(
                        Action.Migrate.class, move -> assertThat(move.rate()).isEqualTo(half));
    }

    @Test
    void migrationThatDrawsTooMuchAtFullRate_goesSlower_orIsExplained() {
        PowerModel power = new PowerModel(100, 30, 10, 20, DataRate.ofMegabitsPerSecond(16));
        Batch problem = star(1000, 8, vm("v1", "a", "b"));

        // Three hosts and a VM draw 310 W, a migration at 1,000 Mbit/s 82 W more.
        Batch tight = problem.with(capped(problem.limits(), 372, power));
        Plan plan = plan(tight);
        assertThat(BatchPlanCheck.errors(tight, PublishedFormula.of(tight), plan))
                .isEmpty();
        assertThat(plan.makespan()).isBetween(Duration.ofSeconds(21), Duration.ofSeconds(40));

        assertThatExceptionOfType(InfeasibleException.class)
                .isThrownBy(() -> plan(problem.with(capped(problem.limits(), 325, power))))
                .withMessageContainingAll("310 W", "VM 'v1'", "its migration 20 W", "5 W too much", "cap of 325 W");
    }

    @Test
    void switchThatCarriesLessThanARoute_setsTheRate() {
        DataRate slow = DataRate.ofMegabitsPerSecond(500);
        Batch problem = star(new BatchSwitch("s", Optional.of(slow)), 1000, 8, vm("v1", "a", "b"));

        Plan plan = plan(problem);

        assertThat(BatchPlanCheck.errors(problem, PublishedFormula.of(problem), plan))
                .isEmpty();
        assertThat(plan.makespan()).isEqualTo(Duration.ofSeconds(50));
    }

    private static BatchLimits capped(BatchLimits limits, int watts, PowerModel power) {
        return new BatchLimits(
                limits.horizon(), limits.migrationsAtOnce(), OptionalInt.of(watts), Optional.of(power), false, false);
    }

    @Test
    void tooManyVmsInTheEnd_areExplained() {
        assertThatExceptionOfType(InfeasibleException.class)
                .isThrownBy(() -> plan(star(1000, 1, vm("v1", "a", "b"), vm("v2", "c", "b"))))
                .withMessageContainingAll("memory of host 'b'", "2 GiB is missing");
    }

    @Test
    void vmThatDoesNotConverge_isNamed() {
        assertThatExceptionOfType(InfeasibleException.class)
                .isThrownBy(() -> plan(star(400, 8, vm("v1", "a", "b"))))
                .withMessageContainingAll(
                        "VM 'v1' does not converge",
                        DataRate.ofMegabitsPerSecond(400).toString());
    }

    @Test
    void deadlineThatCannotBeKept_isNamed() {
        BatchVm late = vm("v1", "a", "b").within(new TimeWindow(Duration.ZERO, Optional.of(Duration.ofSeconds(15))));

        assertThatExceptionOfType(InfeasibleException.class)
                .isThrownBy(() -> Planner.of(PublishedFormula.MVM).plan(star(1000, 8, late), new SearchLimits(() -> 1)))
                .withMessageContainingAll("deadline of VM 'v1' (PT15S)", "PT20S");
    }

    @Test
    void destinationsThatAreFree_areBalanced() {
        Plan plan = plan(star(1000, 8, vm("v1", "c", "b"), anywhere("v2", "a")));

        assertThat(plan.makespan()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void unknownHost_isNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> star(1000, 8, vm("v1", "nowhere", "b")))
                .withMessage("host 'nowhere' of VM 'v1' is not known");
    }
}
