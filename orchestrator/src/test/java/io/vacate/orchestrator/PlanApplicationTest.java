package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.documents.PlanDocument;
import io.vacate.model.batch.Action;
import io.vacate.orchestrator.execute.HostPower;
import io.vacate.orchestrator.execute.NoHostPowerException;
import io.vacate.orchestrator.execute.PlanStep;
import io.vacate.orchestrator.execute.PoweredHost;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.RunStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanApplicationTest {
    private static final int ROOMY = 8192;

    /** Room for one VM beside another, and not for three. */
    private static final int TIGHT = 600;

    private static ApplyScene evacuation(int mebibytes) {
        return new ApplyScene(mebibytes)
                .move("migrate a", "a", "alpha", "beta")
                .move("migrate b", "b", "alpha", "gamma", "migrate a");
    }

    private static OutdatedPlanException outdated(ApplyScene scene) {
        return catchThrowableOfType(OutdatedPlanException.class, scene::prepare);
    }

    @Test
    void plan_isDoneAsItStands() {
        try (ApplyScene scene = evacuation(ROOMY)) {
            PreparedEvacuation prepared = scene.prepare();
            EvacuationReport report = scene.execute(prepared);

            assertThat(prepared.steps()).extracting(PlanStep::id).containsExactly("migrate a", "migrate b");
            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(scene.placesOf("a")).containsExactly("beta");
            assertThat(scene.placesOf("b")).containsExactly("gamma");
            assertThat(scene.events)
                    .extracting(event -> event.getClass().getSimpleName() + " "
                            + event.step().subject())
                    .containsExactly("Started a", "Ended a", "Started b", "Ended b");
        }
    }

    @Test
    void secondTime_thereIsNothingToDo() {
        try (ApplyScene scene = evacuation(ROOMY)) {
            scene.execute(scene.prepare());

            PreparedEvacuation again = scene.prepare();

            assertThat(again.isEmpty()).isTrue();
            assertThat(again.staying()).extracting(StayingVm::name).containsExactly("a", "b");
            assertThat(again.staying()).noneMatch(StayingVm::isLeftBehind);
            assertThat(scene.execute(again).status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void predictionsAreMadeAnew_inTheOrderOfThePlan() {
        try (ApplyScene scene = evacuation(ROOMY)) {
            List<VmMove> moves = scene.prepare().moves();

            assertThat(moves)
                    .allSatisfy(move -> assertThat(move.planned().prediction()).isPresent());
            assertThat(moves.get(1).planned().start())
                    .isEqualTo(moves.get(0).planned().end());
            assertThat(moves.get(1).planned().end())
                    .isGreaterThan(moves.get(1).planned().start());
        }
    }

    @Test
    void evacuationThatIsWritten_andApplied_isPredictedTheSame() {
        try (ApplyScene scene = new ApplyScene(ROOMY)) {
            EvacuationRequest request = EvacuationRequest.builder(
                            List.of(scene.host("alpha")), List.of(scene.host("beta"), scene.host("gamma")))
                    .linkSpeed(ApplyScene.LINK)
                    .build();
            PreparedEvacuation planned = scene.world.runUntil(scene.evacuator.prepareAsync(request));
            PlanDocument document = PlanDocument.parse(new PlanDocument(
                            planned.plan(),
                            scene.document().hosts(),
                            scene.document().vms(),
                            List.of(),
                            false)
                    .text());

            PreparedEvacuation applied =
                    scene.prepare(EvacuationRequest.applying(new AppliedPlan(document, scene.hosts, false))
                            .linkSpeed(ApplyScene.LINK));

            double ratio = (double) applied.plan().makespan().toMillis()
                    / planned.plan().makespan().toMillis();
            assertThat(ratio).isBetween(0.99, 1.01);
        }
    }

    @Test
    void allThatNoLongerFits_isToldAtOnce_andNothingMoves() {
        try (ApplyScene scene = evacuation(ROOMY).move("migrate c", "c", "beta", "gamma")) {
            scene.vm("alpha", "a").pause();
            scene.vm("beta", "c").destroy();
            scene.start("gamma", "b", 64);

            OutdatedPlanException refused = outdated(scene);

            assertThat(refused.reasons()).hasSize(3);
            assertThat(refused.reasons().get(0)).contains("'a'", "alpha", "paused");
            assertThat(refused.reasons().get(1)).contains("'c'", "beta", "shut off");
            assertThat(refused.reasons().get(2)).contains("'b'", "gamma", "another VM of that name");
            assertThat(scene.placesOf("b")).containsExactly("alpha");
            assertThat(scene.events).isEmpty();
        }
    }

    @Test
    void vmThatIsGone_isNamed() {
        try (ApplyScene scene = evacuation(ROOMY)) {
            scene.vm("alpha", "a").destroy();
            scene.vm("alpha", "a").undefine();

            assertThat(outdated(scene).reasons()).singleElement().asString().contains("'a'", "none of the hosts");
        }
    }

    @Test
    void vmThatSomebodyMovedElsewhere_isNamedWithItsPlace() {
        try (ApplyScene scene = evacuation(ROOMY)) {
            scene.world.runUntil(scene.vm("alpha", "a")
                    .migrateTo(scene.host("gamma"), MigrationRequest.live())
                    .completion());

            assertThat(outdated(scene).reasons()).singleElement().asString().contains("'a'", "'gamma'", "'beta'");
        }
    }

    @Test
    void roomThatSomebodyTook_isTold_withWhatIsFree() {
        try (ApplyScene scene = evacuation(TIGHT)) {
            scene.start("beta", "other", 256);

            assertThat(outdated(scene).reasons())
                    .singleElement()
                    .asString()
                    .contains("VM 'a' needs", "on 'beta'", "free");
        }
    }

    @Test
    void whatNoLongerFits_isPlannedAnew_ifThatIsWanted() {
        try (ApplyScene scene = evacuation(TIGHT)) {
            scene.start("beta", "other", 256);

            PreparedEvacuation anew = scene.prepare(scene.request(true));
            EvacuationReport report = scene.execute(anew);

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(scene.placesOf("a")).containsExactly("gamma");
            assertThat(scene.placesOf("b")).containsExactly("gamma");
        }
    }

    @Test
    void whatIsPlannedAnew_leavesOutWhatIsGone_andSaysSo() {
        try (ApplyScene scene = evacuation(ROOMY)) {
            scene.vm("alpha", "a").destroy();

            PreparedEvacuation anew = scene.prepare(scene.request(true));

            assertThat(anew.moves()).extracting(VmMove::subject).containsExactly("b");
            assertThat(anew.staying()).extracting(StayingVm::name).containsExactly("a");
        }
    }

    @Test
    void whereEveryHostIsToBeLeft_nothingIsPlannedAnew() {
        try (ApplyScene scene =
                new ApplyScene(ROOMY).move("migrate a", "a", "alpha", "beta").move("migrate c", "c", "beta", "alpha")) {
            scene.vm("alpha", "a").pause();

            assertThatThrownBy(() -> scene.prepare(scene.request(true)))
                    .isInstanceOf(OutdatedPlanException.class)
                    .hasMessageContaining("planned anew");
        }
    }

    @Test
    void ratesThatThePlanReserves_areKeptTo_andAveragesAreNot() {
        DataRate reserved = DataRate.ofMegabitsPerSecond(100);
        try (ApplyScene scene = new ApplyScene(ROOMY).moveAt(reserved, "migrate a", "a", "alpha", "beta")) {
            VmMove shared = scene.prepare().moves().get(0);
            scene.reservesRates = true;
            VmMove alone = scene.prepare().moves().get(0);

            assertThat(shared.request().bandwidth()).isEmpty();
            assertThat(alone.request().bandwidth()).contains(reserved);
            assertThat(alone.predicted()).isGreaterThan(shared.predicted().multipliedBy(2));
        }
    }

    /** C has no room on alpha before a VM has left it. */
    private static ApplyScene detour() {
        return new ApplyScene(TIGHT)
                .move("migrate a", "a", "alpha", "gamma")
                .move("migrate c", "c", "beta", "alpha", "migrate a")
                .move("migrate a on", "a", "gamma", "beta", "migrate c");
    }

    @Test
    void roomThatThePlanItselfFrees_counts() {
        try (ApplyScene scene = detour()) {
            EvacuationReport report = scene.execute(scene.prepare());

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(report.moved()).isEqualTo(2);
            assertThat(report.vmCount()).isEqualTo(2);
            assertThat(scene.placesOf("a")).containsExactly("beta");
            assertThat(scene.placesOf("c")).containsExactly("alpha");
        }
    }

    @Test
    void planThatWasLeftHalfWay_goesOnWhereItIs() {
        try (ApplyScene scene = detour()) {
            scene.world.runUntil(scene.vm("alpha", "a")
                    .migrateTo(scene.host("gamma"), MigrationRequest.live())
                    .completion());

            PreparedEvacuation rest = scene.prepare();

            assertThat(rest.steps()).extracting(PlanStep::id).containsExactly("migrate c", "migrate a on");
            assertThat(scene.execute(rest).status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(scene.placesOf("a")).containsExactly("beta");
        }
    }

    /** Notes what it is asked. */
    private record Noting(List<String> asked) implements HostPower {
        @Override
        public void boot(String host) {
            asked.add("boot " + host);
        }

        @Override
        public void shutDown(String host) {
            asked.add("shutdown " + host);
        }
    }

    @Test
    void hostThatIsEmpty_isSwitchedOff_andNoProblemAfterwards() {
        Noting power = new Noting(new ArrayList<>());
        try (ApplyScene scene = evacuation(ROOMY)) {
            scene.hosts.computeIfPresent("alpha", (name, host) -> PoweredHost.on(host));
            scene.add(new Action.Shutdown(
                    "shutdown alpha",
                    "alpha",
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(9),
                    List.of("migrate a", "migrate b")));

            assertThatThrownBy(scene::prepare)
                    .isInstanceOf(NoHostPowerException.class)
                    .hasMessageContaining("--shutdown-command");
            EvacuationReport report =
                    scene.execute(scene.prepare(scene.request(false).power(power)));

            assertThat(report.status()).as("%s", report.problems()).isEqualTo(RunStatus.COMPLETE);
            assertThat(power.asked()).containsExactly("shutdown alpha");
            assertThat(scene.events.get(scene.events.size() - 1)).isInstanceOf(RunEvent.Switched.class);
        }
    }

    @Test
    void planThatNamesWhatIsNotKnown_isRefused() {
        try (ApplyScene scene = evacuation(ROOMY)) {
            Map<String, io.vacate.api.Host> fewer = new HashMap<>(scene.hosts);
            fewer.remove("gamma");
            PlanDocument document = scene.document();
            assertThatThrownBy(() -> new AppliedPlan(document, fewer, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'migrate b'")
                    .hasMessageContaining("'gamma'");
            PlanDocument without = new PlanDocument(document.plan(), document.hosts(), Map.of(), List.of(), false);
            assertThatThrownBy(() -> new AppliedPlan(without, scene.hosts, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'a'")
                    .hasMessageContaining("UUID");
        }
    }

    @Test
    void planThatSuspendsAVm_andNeverResumesIt_isRefused() {
        try (ApplyScene scene = evacuation(ROOMY)
                .add(new Action.Suspend("suspend c", "c", "beta", Duration.ZERO, Duration.ofSeconds(1), List.of()))) {
            assertThatThrownBy(scene::prepare)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'suspend c'")
                    .hasMessageContaining("VM 'c'");
        }
    }
}
