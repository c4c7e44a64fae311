package io.vacate.model.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.unit.DataSize;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Batch;
import io.vacate.model.batch.BatchGroup;
import io.vacate.model.batch.BatchHost;
import io.vacate.model.batch.BatchVm;
import io.vacate.model.batch.InfeasibleException;
import io.vacate.model.batch.Plan;
import io.vacate.model.calibrate.Calibration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What is broken before a plan begins makes nothing infeasible, unless a move makes it worse:")
class BrokenFromTheStartTest {
    private static final int MEGABITS = 1000;

    static Stream<Planner> planners() {
        return Stream.of(Planner.of(Calibration.prior()), Planner.of(PublishedFormula.MVM));
    }

    private static Batch withHosts(Batch batch, UnaryOperator<BatchHost> change) {
        return new Batch(
                batch.name(),
                batch.hosts().stream().map(change).toList(),
                batch.switches(),
                batch.links(),
                batch.efficiency(),
                batch.vms(),
                batch.routes(),
                batch.precedences(),
                batch.groups(),
                batch.limits());
    }

    private static BatchHost sized(BatchHost host, long memory, int cpus) {
        return new BatchHost(
                host.profile(),
                DataSize.ofBytes(memory),
                cpus,
                host.initialState(),
                host.finalState(),
                host.boot(),
                host.shutdown(),
                host.mayReceive(),
                host.hypervisor(),
                host.outgoingLimit(),
                host.incomingLimit(),
                host.window());
    }

    /** Gives hosts room for other numbers of VMs than four, and as many CPUs as that. */
    private static Batch star(Map<String, Integer> rooms, BatchVm... vms) {
        return withHosts(Star.star(MEGABITS, 4, vms), host -> {
            int room = rooms.getOrDefault(host.id(), 4);
            return sized(host, room * Star.TWO_GIB.bytes(), room);
        });
    }

    private static Batch grouped(Batch batch, BatchGroup.Kind kind, String... vms) {
        return new Batch(
                batch.name(),
                batch.hosts(),
                batch.switches(),
                batch.links(),
                batch.efficiency(),
                batch.vms(),
                batch.routes(),
                List.of(),
                List.of(new BatchGroup(kind, List.of(vms))),
                batch.limits());
    }

    private static BatchVm to(String id, String from, String... to) {
        return BatchVm.moving(Star.profile(id, 2000, 96, 2, 2), from, List.of(to), Star.TWO_GIB, 1);
    }

    private static BatchVm staying(String id, String host) {
        return BatchVm.staying(Star.profile(id, 2000, 96, 2, 2), host, Star.TWO_GIB, 1);
    }

    private static Plan planned(Planner planner, Batch batch) {
        Plan plan = planner.plan(batch);
        ByCompletion.check(batch, plan, 50);
        assertThat(plan.migrations()).hasSize(batch.moving().size());
        return plan;
    }

    private static Action.Migrate move(Plan plan, String vm) {
        return plan.migrations().stream()
                .filter(move -> move.vm().equals(vm))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("planners")
    void overcommittedSource_isVacated(Planner planner) {
        BatchVm[] vms = {to("v1", "a"), to("v2", "a"), to("v3", "a"), to("v4", "a"), to("v5", "a")};
        Batch both = star(Map.of("a", 2), vms);
        Batch memoryOnly = withHosts(both, host -> sized(host, host.memory().bytes(), 8));
        Batch cpusOnly = withHosts(both, host -> sized(host, 8 * Star.TWO_GIB.bytes(), host.cpus()));
        for (Batch batch : List.of(both, memoryOnly, cpusOnly)) {
            planned(planner, batch);
        }
    }

    @ParameterizedTest
    @MethodSource("planners")
    void overcommittedSource_fromWhichTooFewLeave_isRelieved(Planner planner) {
        planned(planner, star(Map.of("a", 1), to("v1", "a"), staying("s1", "a"), staying("s2", "a")));
    }

    @ParameterizedTest
    @MethodSource("planners")
    void overcommittedHostThatNobodyEnters_isNobodysConcern(Planner planner) {
        planned(planner, star(Map.of("c", 1), to("v1", "a", "b"), staying("s1", "c"), staying("s2", "c")));
    }

    @ParameterizedTest
    @MethodSource("planners")
    void overcommittedHost_isEnteredOnceEnoughHaveLeft(Planner planner) {
        Plan plan = planned(
                planner,
                star(Map.of("b", 2), to("in", "a", "b"), to("v1", "b", "c"), to("v2", "b", "c"), staying("s1", "b")));

        assertThat(move(plan, "in").start())
                .isGreaterThanOrEqualTo(move(plan, "v1").end())
                .isGreaterThanOrEqualTo(move(plan, "v2").end());
    }

    @ParameterizedTest
    @MethodSource("planners")
    void overcommittedHost_whichStaysSo_isNotEntered(Planner planner) {
        Batch only = star(Map.of("b", 1), to("in", "a", "b"), staying("s1", "b"), staying("s2", "b"));
        Batch other = star(Map.of("b", 1), to("in", "a", "b", "c"), staying("s1", "b"), staying("s2", "b"));

        assertThatThrownBy(() -> planner.plan(only))
                .isInstanceOf(InfeasibleException.class)
                .hasMessageContaining("'b'")
                .hasMessageContaining("GiB");
        assertThatThrownBy(() -> planner.requirePlaces(only))
                .as("without a search")
                .isInstanceOf(InfeasibleException.class)
                .hasMessageContaining("'b'");
        planner.requirePlaces(other);
        assertThat(move(planned(planner, other), "in").to()).isEqualTo("c");
    }

    @ParameterizedTest
    @MethodSource("planners")
    void vmsThatMustNeverMeetAndHaveMet_areParted(Planner planner) {
        for (BatchGroup.Kind kind : List.of(BatchGroup.Kind.SPREAD, BatchGroup.Kind.APART)) {
            Plan plan = planned(planner, grouped(star(Map.of(), to("v1", "a"), to("v2", "a")), kind, "v1", "v2"));

            assertThat(plan.migrations()).extracting(Action.Migrate::to).containsExactlyInAnyOrder("b", "c");
        }
    }

    /** The two that stay have met, which no move can mend; who moves must not meet them any more. */
    @ParameterizedTest
    @MethodSource("planners")
    void vmThatLeavesOthersWhichStayTogetherAgainstTheRule_isMoved(Planner planner) {
        for (BatchGroup.Kind kind : BatchGroup.Kind.values()) {
            BatchVm[] vms = {to("v1", "a"), to("v2", "a"), staying("s1", "b"), staying("s2", "b")};
            BatchVm[] others = {to("v1", "a"), staying("s1", "b"), staying("s2", "c")};
            boolean together = kind == BatchGroup.Kind.TOGETHER;
            Batch batch = grouped(star(Map.of(), together ? others : vms), kind, "v1", "s1", "s2");

            Plan plan = planned(planner, batch);

            assertThat(move(plan, "v1").to()).isIn(together ? List.of("b", "c") : List.of("c"));
        }
    }

    @ParameterizedTest
    @MethodSource("planners")
    void vmThatMustNotMeetAnother_entersOnceThatOneHasLeft(Planner planner) {
        Plan plan = planned(
                planner,
                grouped(star(Map.of(), to("v1", "a", "c"), to("v2", "b", "a")), BatchGroup.Kind.SPREAD, "v1", "v2"));

        assertThat(move(plan, "v2").predecessors()).contains(move(plan, "v1").id());
    }

    @ParameterizedTest
    @MethodSource("planners")
    void thoseWhoAreInTheWayOnEachHost_areNamed(Planner planner) {
        Batch blocked = grouped(
                star(Map.of(), to("v1", "a"), staying("s1", "b"), staying("s2", "c")),
                BatchGroup.Kind.SPREAD,
                "v1",
                "s1",
                "s2");

        assertThatThrownBy(() -> planner.plan(blocked))
                .isInstanceOf(InfeasibleException.class)
                .hasMessageContainingAll("'v1'", "'s1'", "'s2'", "'b'", "'c'");
    }

    /** Takes memory and CPUs away from hosts that hold what is on them at the start, as long as the batch can be planned. */
    @ParameterizedTest
    @MethodSource("planners")
    void randomOvercommittedHosts_areEnteredOnlyWhereThereIsRoom_whateverTakesHowLong(Planner planner) {
        int planned = 0;
        int overcommitted = 0;
        for (int seed = 0; seed < 150; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Batch batch = withHosts(
                    RandomBatches.of(seed, 12),
                    host -> sized(
                            host,
                            Math.max(1L << 30, host.memory().bytes() - ((long) random.nextInt(4) << 30)),
                            Math.max(1, host.cpus() - random.nextInt(4))));
            Optional<Plan> plan = plan(planner, batch);
            if (plan.isPresent()) {
                ByCompletion.check(batch, plan.get(), 20);
                planned++;
                overcommitted += batch.hosts().stream().anyMatch(host -> isOvercommitted(batch, host)) ? 1 : 0;
            }
        }
        assertThat(planned).isGreaterThan(20);
        assertThat(overcommitted).isGreaterThan(10);
    }

    private static Optional<Plan> plan(Planner planner, Batch batch) {
        int[] asked = {0};
        try {
            return Optional.of(planner.plan(batch, new SearchLimits(() -> ++asked[0] / 40.0)));
        } catch (InfeasibleException refused) {
            return Optional.empty();
        }
    }

    private static boolean isOvercommitted(Batch batch, BatchHost host) {
        List<BatchVm> there =
                batch.vms().stream().filter(vm -> vm.host().equals(host.id())).toList();
        return there.stream().mapToLong(vm -> vm.memory().bytes()).sum()
                        > host.memory().bytes()
                || there.stream().mapToInt(BatchVm::cpus).sum() > host.cpus();
    }
}
