package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.documents.ConstraintsDocument;
import io.vacate.model.batch.Action;
import io.vacate.model.batch.Plan;
import io.vacate.model.profile.ModeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What an evacuation is asked beyond that its hosts become empty. */
class ConstraintsTest {
    private static Rack rack() {
        return Rack.of()
                .host("alpha", 4096)
                .vm("web", 512)
                .vm("db", 256)
                .vm("log", 128)
                .host("beta", 2048)
                .vm("old", 512)
                .host("gamma", 2048)
                .build();
    }

    private static PreparedEvacuation prepare(Rack rack, String constraints) {
        return rack.prepare(rack.request("alpha", "beta", "gamma").constraints(ConstraintsDocument.parse(constraints)));
    }

    /** Some is refused at once, some when the VMs have been watched. */
    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    private static Map<String, Action.Migrate> moves(Plan plan) {
        return plan.migrations().stream().collect(Collectors.toMap(Action.Migrate::vm, move -> move));
    }

    @Test
    void orderGroupsPlacesAndTimes_areKept_byThePlanAndByWhatIsDone() {
        try (Rack rack = rack()) {
            PreparedEvacuation prepared = prepare(rack, """
                    {"schema": "vacate-constraints/1",
                     "precedences": [{"before": "web", "after": "log"}],
                     "groups": [{"kind": "apart", "vms": ["web", "old"]}, {"kind": "together", "vms": ["web", "db"]}],
                     "vms": {"log": {"dests": ["beta"], "not_before_s": 60}}}
                    """);

            Map<String, Action.Migrate> moves = moves(prepared.plan());
            assertThat(moves.get("web").to()).isEqualTo("gamma");
            assertThat(moves.get("db").to()).isEqualTo("gamma");
            assertThat(moves.get("log").to()).isEqualTo("beta");
            assertThat(moves.get("log").start())
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(60))
                    .isGreaterThanOrEqualTo(moves.get("web").end());
            rack.finish(rack.evacuator.execute(prepared, rack.events::add));
            assertThat(rack.host("gamma").vms()).extracting(vm -> vm.name()).containsExactlyInAnyOrder("web", "db");
            assertThat(rack.host("beta").vms()).extracting(vm -> vm.name()).containsExactlyInAnyOrder("old", "log");
        }
    }

    @Test
    void cpusOfAHost_countThoseOfTheVmsThatItHas() {
        try (Rack rack = rack()) {
            PreparedEvacuation prepared = prepare(rack, """
                    {"hosts": {"beta": {"cpu_capacity": 1}}}
                    """);

            assertThat(prepared.plan().migrations())
                    .extracting(Action.Migrate::to)
                    .containsOnly("gamma");
            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(() -> prepare(rack, """
                            {"hosts": {"beta": {"cpu_capacity": 1}, "gamma": {"cpu_capacity": 2}}}
                            """))
                    .extracting(ConstraintsTest::cause, throwable(Throwable.class))
                    .isInstanceOf(InsufficientCapacityException.class)
                    .hasMessageContaining("CPU");
        }
    }

    @Test
    void slowCardOfOneHost_andOneAtATime_lengthenThePlan() {
        try (Rack rack = rack()) {
            Duration usual = prepare(rack, "{}").plan().makespan();

            assertThat(prepare(rack, "{\"hosts\": {\"alpha\": {\"link_mbps\": 100}}}")
                            .plan()
                            .makespan())
                    .isGreaterThan(usual.multipliedBy(3));
            Plan single = prepare(rack, "{\"max_migrations\": 1}").plan();
            List<Action.Migrate> inOrder = single.migrations();
            for (int i = 1; i < inOrder.size(); i++) {
                assertThat(inOrder.get(i).start())
                        .isGreaterThanOrEqualTo(inOrder.get(i - 1).end());
            }
        }
    }

    @Test
    void uplinkOfASwitch_isShared() {
        try (Rack rack = rack()) {
            Duration usual = prepare(rack, "{}").plan().makespan();

            Plan plan = prepare(rack, """
                            {"switches": [{"id": "rack", "uplink_mbps": 100}],
                             "hosts": {"alpha": {"switch": "rack"}}}
                            """).plan();

            assertThat(plan.makespan()).isGreaterThan(usual.multipliedBy(3));
            assertThat(plan.bound().reason()).contains("rack uplink");
        }
    }

    @Test
    void modeOfOneVm_isPlannedAndRequested() {
        try (Rack rack = rack()) {
            PreparedEvacuation prepared = prepare(rack, "{\"vms\": {\"db\": {\"modes\": [\"stop_and_copy\"]}}}");

            assertThat(prepared.moves())
                    .allSatisfy(move -> assertThat(ModeKind.of(move.request().mode()))
                            .isEqualTo(move.subject().equals("db") ? ModeKind.STOP_AND_COPY : ModeKind.PRE_COPY));
        }
    }

    @Test
    void hostThatIsToBeOff_isSwitchedOffWhenItIsEmpty() {
        try (Rack rack = rack()) {
            Plan plan = prepare(rack, "{\"hosts\": {\"alpha\": {\"final_state\": \"offline\", \"shutdown_s\": 30}}}")
                    .plan();

            Action last = plan.actions().get(plan.actions().size() - 1);
            assertThat(last).isInstanceOfSatisfying(Action.Shutdown.class, off -> {
                assertThat(off.host()).isEqualTo("alpha");
                assertThat(off.predecessors()).hasSize(3);
            });
            assertThat(plan.makespan()).isEqualTo(last.end());
        }
    }

    @Test
    void namesThatStandForNothing_areRefused() {
        try (Rack rack = rack()) {
            for (String wrong : List.of(
                    "{\"vms\": {\"wbe\": {\"priority\": 1}}}",
                    "{\"precedences\": [{\"before\": \"web\", \"after\": \"wbe\"}]}",
                    "{\"groups\": [{\"kind\": \"apart\", \"vms\": [\"web\", \"wbe\"]}]}",
                    "{\"hosts\": {\"wbe\": {\"cpu_capacity\": 1}}}",
                    "{\"vms\": {\"web\": {\"dests\": [\"wbe\"]}}}")) {
                assertThatExceptionOfType(Exception.class)
                        .as(wrong)
                        .isThrownBy(() -> prepare(rack, wrong))
                        .extracting(ConstraintsTest::cause, throwable(Throwable.class))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("'wbe'")
                        .hasMessageContaining("nothing was changed");
            }
        }
    }

    @Test
    void deadlineThatCannotBeMet_isRefused_andNamesTheVm() {
        try (Rack rack = rack()) {
            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(() -> prepare(rack, "{\"vms\": {\"web\": {\"deadline_s\": 1}}}"))
                    .extracting(ConstraintsTest::cause, throwable(Throwable.class))
                    .hasMessageContaining("'web'");
        }
    }

    @Test
    void whereNotAllFindRoom_fewMoveAmongTheDestinations_ifTheyMay() {
        try (Rack rack = Rack.of()
                .host("alpha", 4096)
                .vm("big", 1400)
                .host("beta", 2048)
                .vm("small", 512)
                .vm("smaller", 256)
                .host("gamma", 2048)
                .vm("other", 1024)
                .build()) {
            EvacuationRequest.Builder request = rack.request("alpha", "beta", "gamma");
            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(() -> rack.prepare(request))
                    .extracting(ConstraintsTest::cause, throwable(Throwable.class))
                    .isInstanceOf(InsufficientCapacityException.class);

            PreparedEvacuation prepared = rack.prepare(request.makeRoom());

            assertThat(prepared.plan().migrations())
                    .extracting(Action.Migrate::vm)
                    .containsExactly("smaller", "big");
            assertThat(prepared.findings()).isEmpty();
            rack.finish(rack.evacuator.execute(prepared, rack.events::add));
            assertThat(rack.host("beta").vms()).extracting(vm -> vm.name()).containsExactlyInAnyOrder("small", "big");
        }
    }

    @Test
    void lateness_saysWhenItCanBeDone_andWhoIsLate() {
        try (Rack rack = rack()) {
            Instant start = Instant.parse("2030-01-01T14:00:00Z");
            Instant by = start.plusSeconds(12);
            PreparedEvacuation prepared =
                    rack.prepare(rack.request("alpha", "beta", "gamma").by(by));

            Lateness late = prepared.lateness(start).orElseThrow();
            assertThat(late.earliest()).isAfter(by);
            assertThat(late.late()).isPositive();
            assertThat(late.vms()).isNotEmpty().hasSizeLessThan(3);
            assertThat(prepared.lateness(start.minusSeconds(3600))).isEmpty();
        }
    }
}
