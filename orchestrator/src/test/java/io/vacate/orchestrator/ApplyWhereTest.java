package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.anySet;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;

import io.vacate.api.Host;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStats;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.model.batch.Action;
import io.vacate.orchestrator.execute.HostPower;
import io.vacate.orchestrator.execute.PoweredHost;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import io.vacate.orchestrator.report.RunStatus;
import io.vacate.orchestrator.report.VmOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Where the VMs of a plan are that others did something to before it is applied. */
class ApplyWhereTest {
    private static final MigrationRequest BUFFERED = MigrationRequest.builder()
            .mode(new MigrationMode.SuspendCopyResume(Buffer.MEMORY))
            .build();

    private static final class AnyPower implements HostPower {
        @Override
        public void boot(String host) {
            // The host answers as soon as it is asked.
        }

        @Override
        public void shutDown(String host) {
            // Nothing is switched.
        }
    }

    private static ApplyScene evacuation() {
        return new ApplyScene(8192)
                .move("migrate a", "a", "alpha", "beta")
                .move("migrate b", "b", "alpha", "gamma", "migrate a");
    }

    /** As after the kill -9 of a suspend-copy-resume: its state is on alpha, and nowhere else. */
    private static void suspend(ApplyScene scene, String vm) {
        scene.vm("alpha", vm).migrateTo(scene.host("beta"), BUFFERED);
        scene.world.advance(Duration.ofSeconds(4));
        scene.host("alpha").close();
        scene.host("beta").close();
        scene.world.advance(Duration.ofSeconds(30));
        scene.hosts.put("alpha", scene.world.open("alpha"));
        scene.hosts.put("beta", scene.world.open("beta"));
        assertThat(scene.host("alpha").suspendedVms()).isNotEmpty();
    }

    private static void assertSuspended(StayingVm stay) {
        assertThat(stay.location()).isInstanceOf(VmLocation.Suspended.class);
        assertThat(stay.isLeftBehind()).isTrue();
        assertThat(stay.reason()).contains("only copy", "vacate resume a --from");
    }

    @Test
    void suspendedVm_isNamedWithTheCommandThatResumesIt() {
        try (ApplyScene scene = evacuation()) {
            suspend(scene, "a");

            OutdatedPlanException refused = catchThrowableOfType(OutdatedPlanException.class, scene::prepare);

            assertThat(refused.reasons())
                    .singleElement()
                    .asString()
                    .contains("'a'", "is suspended", "vacate resume a --from");
        }
    }

    @Test
    void suspendedVm_keepsAPlanThatIsMadeAnewFromBeingComplete() {
        try (ApplyScene scene = evacuation()) {
            suspend(scene, "a");

            EvacuationReport report = scene.execute(scene.prepare(scene.request(true)));

            assertThat(report.staying()).singleElement().satisfies(ApplyWhereTest::assertSuspended);
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void vmThatIsNowhere_keepsAPlanThatIsMadeAnewFromBeingComplete() {
        try (ApplyScene scene = evacuation()) {
            scene.vm("alpha", "a").destroy();
            scene.vm("alpha", "a").undefine();

            EvacuationReport report = scene.execute(scene.prepare(scene.request(true)));

            assertThat(report.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.location()).isInstanceOf(VmLocation.Unknown.class);
                assertThat(stay.reason()).contains("do not start it anew");
            });
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    /** As virsh migrate leaves it unless it is told to undefine it: its source keeps the definition, which is off. */
    private static void leaveByAMigrationOfOthers(ApplyScene scene, String vm) {
        VmStatus left = new VmStatus(VmState.SHUT_OFF, StateReason.MIGRATED);
        VmId id = scene.id(vm);
        Host real = scene.host("alpha");
        Host alpha = mock(Host.class, delegatesTo(real));
        doAnswer(call -> real.statistics().stream()
                        .map(stats -> stats.summary().id().equals(id)
                                ? VmStats.builder(new VmSummary(id, vm, left), 1, DataSize.ofMebibytes(256))
                                        .build()
                                : stats)
                        .toList())
                .when(alpha)
                .statistics();
        doAnswer(call -> {
                    Map<VmId, HostAnswer> answers = new HashMap<>(real.answers(call.getArgument(0)));
                    answers.replace(id, new HostAnswer.Has(left));
                    return answers;
                })
                .when(alpha)
                .answers(anySet());
        scene.hosts.put("alpha", alpha);
    }

    @Test
    void vmThatOthersMovedToAHostThatIsNotInThePlan_isUnknownAndNotOff() {
        try (ApplyScene scene = evacuation()) {
            leaveByAMigrationOfOthers(scene, "a");

            OutdatedPlanException refused = catchThrowableOfType(OutdatedPlanException.class, scene::prepare);
            EvacuationReport report = scene.execute(scene.prepare(scene.request(true)));

            assertThat(refused.reasons()).singleElement().asString().contains("'a'", "left by a migration");
            assertThat(report.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.location()).isInstanceOf(VmLocation.Unknown.class);
                assertThat(stay.reason()).contains("do not start it anew").doesNotContain("it is off");
            });
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    /** The host may be cut off only, and the VMs on it run. */
    @Test
    void vmsOfAHostThatIsTakenToBeOff_areUnknown_andNothingIsComplete() {
        try (ApplyScene scene = evacuation()) {
            Host alpha = scene.host("alpha");
            scene.hosts.put("alpha", PoweredHost.off("alpha", alpha.uri(), () -> {
                throw new HostUnreachableException(alpha.uri(), "no route");
            }));

            EvacuationReport report = scene.execute(scene.prepare(scene.request(true)));

            assertThat(report.staying()).hasSize(2).allSatisfy(stay -> {
                assertThat(stay.location()).isInstanceOf(VmLocation.Unknown.class);
                assertThat(stay.reason()).contains("do not start it anew");
            });
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void vmThatOthersMoveElsewhere_keepsAPlanThatIsMadeAnewFromBeingComplete() {
        try (ApplyScene scene = evacuation()) {
            scene.world.runUntil(scene.vm("alpha", "a")
                    .migrateTo(scene.host("gamma"), MigrationRequest.live())
                    .completion());

            EvacuationReport report = scene.execute(scene.prepare(scene.request(true)));

            assertThat(report.staying()).extracting(StayingVm::name).containsExactly("a");
            assertThat(report.staying().get(0).location()).isInstanceOf(VmLocation.OnHost.class);
            assertThat(scene.placesOf("a")).containsExactly("gamma");
        }
    }

    /** Alpha is where it comes from, and where another VM goes to: neither is it left, nor has the VM moved. */
    @Test
    void vmThatGoesByAThirdHost_andWhoseFirstMoveIsAborted_hasNotMoved() {
        try (ApplyScene scene = new ApplyScene(8192)
                .move("migrate a", "a", "alpha", "gamma")
                .move("migrate c", "c", "beta", "alpha", "migrate a")
                .move("migrate a on", "a", "gamma", "beta", "migrate c")) {
            PreparedEvacuation prepared = scene.prepare();
            EvacuationRun run = scene.evacuator.execute(prepared, scene.events::add);
            scene.world.advance(Duration.ofSeconds(3));
            scene.world.faults().abortMigration("alpha", "a");

            EvacuationReport report = scene.world.runUntil(run.completion());

            assertThat(report.moves())
                    .extracting(MoveReport::outcome)
                    .containsExactly(VmOutcome.CANCELLED, VmOutcome.MOVED, VmOutcome.SKIPPED);
            assertThat(report.moved()).isEqualTo(1);
            assertThat(report.moves().get(2).message()).contains("cancelled by someone else");
            assertThat(scene.placesOf("a")).containsExactly("alpha");
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void vmThatItsOwnerShutsDownOnAHostThatWasSwitchedOn_hasEnded() {
        try (ApplyScene scene = new ApplyScene(8192)
                .add(new Action.Boot("boot gamma", "gamma", Duration.ZERO, Duration.ofSeconds(9), List.of()))
                .move("migrate a", "a", "alpha", "gamma", "boot gamma")
                .move("migrate b", "b", "alpha", "gamma", "migrate a")) {
            Host gamma = scene.host("gamma");
            scene.hosts.put("gamma", PoweredHost.off("gamma", gamma.uri(), () -> gamma));
            PreparedEvacuation prepared = scene.prepare(scene.request(false).power(new AnyPower()));

            EvacuationReport report = scene.world.runUntil(scene.evacuator
                    .execute(prepared, event -> {
                        if (event instanceof RunEvent.Ended
                                && event.step().subject().equals("a")) {
                            scene.world.open("gamma").vm("a").destroy();
                        }
                    })
                    .completion());

            assertThat(report.moves())
                    .extracting(MoveReport::outcome)
                    .as("%s", report.moves().get(0).location())
                    .containsExactly(VmOutcome.ENDED, VmOutcome.MOVED);
            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void vmThatEndsWhileVmsAreWatched_keepsNoOtherFromBeingPlannedAnew() {
        try (ApplyScene scene = evacuation().move("migrate c", "c", "beta", "gamma")) {
            scene.vm("beta", "c").pause();
            CompletableFuture<PreparedEvacuation> preparing =
                    scene.evacuator.prepareAsync(scene.request(true).build()).toCompletableFuture();
            scene.vm("alpha", "a").destroy();

            PreparedEvacuation prepared = scene.world.runUntil(preparing);

            assertThat(prepared.moves()).extracting(VmMove::subject).containsExactly("b");
            assertThat(prepared.staying()).extracting(StayingVm::name).contains("a", "c");
        }
    }
}
