package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Action;
import io.vacate.orchestrator.execute.AtOnce;
import io.vacate.orchestrator.execute.ExecutionPolicy;
import io.vacate.orchestrator.execute.PlanStep;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.execute.VmSuspension;
import io.vacate.orchestrator.progress.MoveProgress;
import io.vacate.orchestrator.progress.Stage;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.RunStatus;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two full hosts swap VMs: one VM waits suspended while the other takes its room. */
class SuspendedSwapTest {
    /** Room for two VMs of 256 MiB, and not for three. */
    private static final int FULL = 600;

    /** VM a of alpha and VM c of beta change places; VM d fills beta. */
    private static ApplyScene swap() {
        return swap(ApplyScene.LINK);
    }

    private static ApplyScene swap(DataRate rateOfTheOther) {
        return swap(rateOfTheOther, FULL);
    }

    private static ApplyScene swap(DataRate rateOfTheOther, int mebibytes) {
        ApplyScene scene = new ApplyScene(mebibytes);
        scene.start("beta", "d", 256);
        return scene.add(suspend("a", "alpha"))
                .moveAt(rateOfTheOther, "migrate c", "c", "beta", "alpha", "suspend a")
                .add(resume("a", "alpha", "beta", "migrate c"));
    }

    private static Action suspend(String vm, String host) {
        return new Action.Suspend("suspend " + vm, vm, host, Duration.ZERO, Duration.ofSeconds(3), List.of());
    }

    private static Action resume(String vm, String from, String to, String... after) {
        return new Action.Resume(
                "resume " + vm,
                vm,
                from,
                to,
                Duration.ofSeconds(8),
                Duration.ofSeconds(16),
                ApplyScene.LINK,
                List.of(after));
    }

    private static EvacuationReport execute(ApplyScene scene, ExecutionPolicy policy) {
        return scene.execute(scene.prepare(scene.request(false).policy(policy)));
    }

    @Test
    void bothSwap_andNeitherHostIsEverAboveItsMemory() {
        try (ApplyScene scene = swap()) {
            PreparedEvacuation prepared = scene.prepare();
            assertThat(prepared.steps()).extracting(PlanStep::id).containsExactly("suspend a", "migrate c", "resume a");
            assertThat(prepared.steps().get(0)).isInstanceOf(VmSuspension.class);
            assertThat(((VmMove) prepared.steps().get(2)).request().holdsSuspended())
                    .isTrue();
            assertThat(prepared.plan().suspensions()).containsOnlyKeys("a");

            EvacuationReport report = scene.execute(prepared);

            assertThat(report.status()).as("%s", report.problems()).isEqualTo(RunStatus.COMPLETE);
            assertThat(scene.placesOf("a")).containsExactly("beta");
            assertThat(scene.placesOf("c")).containsExactly("alpha");
            assertThat(scene.events)
                    .extracting(event -> event.getClass().getSimpleName() + " "
                            + event.step().subject())
                    .containsExactly("Started a", "Suspended a", "Started c", "Ended c", "Ended a");
        }
    }

    @Test
    void withOneMigrationAtOnce_theOneThatWaitsDoesNotCount() {
        try (ApplyScene scene = swap()) {
            EvacuationReport report = execute(scene, ExecutionPolicy.DEFAULT.withAtOnce(AtOnce.of(1)));

            assertThat(report.status()).as("%s", report.problems()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void longWait_isNoStall() {
        try (ApplyScene scene = swap(DataRate.ofMegabitsPerSecond(40))) {
            scene.reservesRates = true;
            EvacuationReport report = execute(scene, ExecutionPolicy.DEFAULT.withStallTimeout(Duration.ofSeconds(20)));

            assertThat(report.status()).as("%s", report.problems()).isEqualTo(RunStatus.COMPLETE);
            assertThat(scene.events).noneMatch(RunEvent.Trouble.class::isInstance);
        }
    }

    @Test
    void cancelledWhileItIsHeld_itRunsAtItsSource() {
        try (ApplyScene scene = swap()) {
            EvacuationRun run = scene.evacuator.execute(scene.prepare(), scene.events::add);
            Set<Stage> stages = new LinkedHashSet<>();
            while (scene.events.stream().noneMatch(RunEvent.Suspended.class::isInstance)) {
                scene.world.advance(Duration.ofMillis(100));
            }
            run.progress().moves().stream().map(MoveProgress::stage).forEach(stages::add);
            assertThat(stages).contains(Stage.SUSPENDED);

            run.requestCancel();
            EvacuationReport report = scene.world.runUntil(run.completion());
            scene.world.assertInvariants();

            assertThat(report.status()).isNotEqualTo(RunStatus.COMPLETE);
            assertThat(scene.placesOf("a")).containsExactly("alpha");
            assertThat(scene.placesOf("c")).containsExactly("beta");
        }
    }

    @Test
    void cancelledWhileItIsSuspended_orBefore_itRunsAtItsSource() {
        for (int millis : List.of(0, 100, 1000)) {
            try (ApplyScene scene = swap()) {
                EvacuationRun run = scene.evacuator.execute(scene.prepare(), scene.events::add);
                scene.world.advance(Duration.ofMillis(millis));

                run.requestCancel();
                scene.world.runUntil(run.completion());
                scene.world.assertInvariants();

                assertThat(scene.placesOf("a")).as("after %d ms", millis).containsExactly("alpha");
                assertThat(scene.placesOf("c")).containsExactly("beta");
            }
        }
    }

    @Test
    void whereTheOtherFails_itIsBroughtBack() {
        try (ApplyScene scene = swap()) {
            scene.world.faults().failMigration(scene.id("c"), Duration.ofMillis(500), "the link broke");

            EvacuationReport report = execute(
                    scene, ExecutionPolicy.DEFAULT.withRetries(0).withDependents(ExecutionPolicy.Dependents.SKIP));

            assertThat(report.status()).isNotEqualTo(RunStatus.COMPLETE);
            assertThat(scene.placesOf("a")).containsExactly("alpha");
            assertThat(scene.placesOf("c")).containsExactly("beta");
        }
    }

    @Test
    void whereItFailsBeforeItIsHeld_itIsSuspendedAnew() {
        try (ApplyScene scene = swap()) {
            scene.world.faults().failMigration(scene.id("a"), Duration.ofMillis(200), "the daemon hiccuped");

            EvacuationReport report = execute(scene, ExecutionPolicy.DEFAULT);

            assertThat(report.status()).as("%s", report.problems()).isEqualTo(RunStatus.COMPLETE);
            assertThat(scene.events).anyMatch(RunEvent.Retrying.class::isInstance);
            assertThat(scene.events)
                    .filteredOn(RunEvent.Suspended.class::isInstance)
                    .hasSize(1);
        }
    }

    @Test
    void whereItFailsOnceItWentOn_itIsTriedAgain_andNotHeld() {
        try (ApplyScene scene = swap(ApplyScene.LINK, 4096)) {
            scene.world.faults().failMigration(scene.id("a"), 0.5, "the daemon hiccuped");

            EvacuationReport report = execute(scene, ExecutionPolicy.DEFAULT);

            assertThat(report.status()).as("%s", report.problems()).isEqualTo(RunStatus.COMPLETE);
            assertThat(scene.events)
                    .extracting(event -> event.getClass().getSimpleName() + " "
                            + event.step().subject())
                    .containsExactly(
                            "Started a", "Suspended a", "Started c", "Ended c", "Retrying a", "Started a", "Ended a");
            assertThat(scene.placesOf("a")).containsExactly("beta");
        }
    }

    @Test
    void whereItFailsOnceItsRoomIsTaken_itStaysSuspended_andTheReportSaysHowToResumeIt() {
        try (ApplyScene scene = swap()) {
            scene.world.faults().failMigration(scene.id("a"), 0.5, "the daemon hiccuped");

            EvacuationReport report = execute(scene, ExecutionPolicy.DEFAULT);

            assertThat(report.status()).isNotEqualTo(RunStatus.COMPLETE);
            assertThat(scene.host("alpha").suspendedVms())
                    .singleElement()
                    .satisfies(left -> assertThat(left.name()).isEqualTo("a"));
            assertThatThrownBy(scene::prepare)
                    .isInstanceOf(OutdatedPlanException.class)
                    .hasMessageContaining("vacate resume");
        }
    }

    @Test
    void vmsOnTheirPlaces_areLeftAlone() {
        try (ApplyScene scene = swap()) {
            scene.execute(scene.prepare());

            assertThat(scene.prepare().isEmpty()).isTrue();
        }
    }
}
