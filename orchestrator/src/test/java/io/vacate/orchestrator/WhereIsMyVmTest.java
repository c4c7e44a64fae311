package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import io.vacate.api.Host;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.api.vm.VmSummary;
import io.vacate.model.batch.Strategy;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.inventory.StayingVm;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import io.vacate.orchestrator.report.RunStatus;
import io.vacate.orchestrator.report.VmOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a report says of a VM to which something happened that the run did not do. */
class WhereIsMyVmTest {
    private static final MigrationRequest BUFFERED = MigrationRequest.builder()
            .mode(new MigrationMode.SuspendCopyResume(Buffer.MEMORY))
            .build();

    private static Rack.Builder alphaWith(String first, String second) {
        return Rack.of().host("alpha", 4096).vm(first, 1000).vm(second, 500);
    }

    @Test
    void suspensionThatIsCutOff_isSaidAndKeepsItsHostFromBeingEmpty() {
        try (Rack rack =
                Rack.of().host("alpha", 4096).vm("web", 1000).host("beta", 4096).build()) {
            EvacuationRun run =
                    rack.start(rack.request("alpha", "beta").migration(BUFFERED).policy(Rack.policy(0)));
            rack.world.advance(Duration.ofSeconds(12));
            rack.world.faults().dropConnections("alpha");

            MoveReport web = Rack.of(rack.finish(run), "web");

            assertThat(web.outcome()).isEqualTo(VmOutcome.SUSPENDED);
            assertThat(web.location()).isInstanceOf(VmLocation.Suspended.class);
            assertThat(web.next())
                    .contains(
                            "vacate resume web",
                            rack.uri("alpha").toString(),
                            rack.uri("beta").toString());

            Host alpha = rack.world.open("alpha");
            Host beta = rack.world.open("beta");
            EvacuationRequest again =
                    EvacuationRequest.builder(List.of(alpha), List.of(beta)).build();
            PreparedEvacuation prepared = rack.world.runUntil(rack.evacuator.prepareAsync(again));
            EvacuationReport second = rack.world.runUntil(
                    rack.evacuator.execute(prepared, rack.events::add).completion());

            assertThat(second.status()).isEqualTo(RunStatus.INCOMPLETE);
            assertThat(second.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.isLeftBehind()).isTrue();
                assertThat(stay.location()).isInstanceOf(VmLocation.Suspended.class);
                assertThat(stay.reason())
                        .contains(
                                "only copy",
                                "vacate resume web --from",
                                rack.uri("beta").toString());
            });

            alpha.resumeSuspended(web.result().move().vmId(), beta);
            PreparedEvacuation third = rack.world.runUntil(rack.evacuator.prepareAsync(again));
            assertThat(rack.world
                            .runUntil(rack.evacuator
                                    .execute(third, rack.events::add)
                                    .completion())
                            .status())
                    .isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void suspensionThatIsCutOffAtItsVeryEnd_keepsNoHostFromBeingEmpty() {
        try (Rack rack =
                Rack.of().host("alpha", 4096).vm("web", 1000).host("beta", 4096).build()) {
            MigrationJob job = rack.host("alpha").vm("web").migrateTo(rack.host("beta"), BUFFERED);
            while (job.progress().phase().filter(Phase.RESUME::equals).isEmpty()) {
                rack.world.advance(Duration.ofMillis(100));
            }
            rack.host("alpha").close();
            rack.world.advance(Duration.ofSeconds(30));
            Host alpha = rack.world.open("alpha");
            assertThat(alpha.suspendedVms()).isNotEmpty();
            EvacuationRequest again = EvacuationRequest.builder(List.of(alpha), List.of(rack.host("beta")))
                    .build();

            PreparedEvacuation prepared = rack.world.runUntil(rack.evacuator.prepareAsync(again));
            EvacuationReport report = rack.world.runUntil(
                    rack.evacuator.execute(prepared, rack.events::add).completion());

            assertThat(prepared.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.isLeftBehind()).isFalse();
                assertThat(stay.reason())
                        .contains("running", rack.uri("beta").toString(), "is removed by: vacate resume web");
            });
            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void vmThatALeftOverMigrationTakesAway_isLeftToIt() {
        try (Rack rack = alphaWith("web", "db").host("beta", 4096).build()) {
            rack.start(rack.request("alpha", "beta").strategy(Strategy.SEQUENTIAL));
            rack.world.advance(Duration.ofSeconds(4));
            // As after a kill -9: the hypervisors go on.
            rack.host("alpha").close();
            rack.host("beta").close();
            Host alpha = rack.world.open("alpha");
            Host beta = rack.world.open("beta");
            EvacuationRequest again = EvacuationRequest.builder(List.of(alpha), List.of(beta))
                    .linkSpeed(Rack.LINK)
                    .build();

            PreparedEvacuation prepared = rack.world.runUntil(rack.evacuator.prepareAsync(again));
            assertThat(prepared.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.isLeftBehind()).isTrue();
                assertThat(stay.reason()).contains("others began");
            });
            EvacuationReport report = rack.world.runUntil(
                    rack.evacuator.execute(prepared, rack.events::add).completion());

            assertThat(report.status()).as("by then it has arrived").isEqualTo(RunStatus.COMPLETE);
            assertThat(report.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.isLeftBehind()).isFalse();
                assertThat(stay.location())
                        .isEqualTo(new VmLocation.OnHost(
                                rack.uri("beta"), new VmStatus(VmState.RUNNING, StateReason.MIGRATED)));
            });
            assertThatThrownBy(() -> rack.world.runUntil(
                            rack.evacuator.prepareAsync(EvacuationRequest.builder(List.of(beta), List.of(alpha))
                                    .vm(departing(rack, beta, alpha))
                                    .build())))
                    .isInstanceOf(VmStateException.class)
                    .hasMessageContaining("on its way already");
        }
    }

    private static VmId departing(Rack rack, Host from, Host to) {
        from.vm("web").migrateTo(to, MigrationRequest.live());
        rack.world.advance(Duration.ofSeconds(2));
        return from.vm("web").id();
    }

    @Test
    void vmThatOthersMoveToAHostThatIsNotAsked_isUnknownNotLost() {
        try (Rack rack =
                alphaWith("web", "db").host("beta", 4096).host("gamma", 4096).build()) {
            PreparedEvacuation prepared = rack.prepare(rack.request("alpha", "beta"));
            rack.world.runUntil(rack.world
                    .open("alpha")
                    .vm("web")
                    .migrateTo(rack.host("gamma"), MigrationRequest.live())
                    .completion());

            EvacuationReport report = rack.finish(rack.evacuator.execute(prepared, rack.events::add));

            assertUnknown(report, "web");
            assertThat(Rack.of(report, "db").outcome()).isEqualTo(VmOutcome.MOVED);
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void vmThatOthersMoveInTheMiddle_isUnknownNotLost() {
        try (Rack rack =
                alphaWith("web", "db").host("beta", 4096).host("gamma", 4096).build()) {
            EvacuationRun run = rack.start(rack.request("alpha", "beta").strategy(Strategy.SEQUENTIAL));
            rack.world.advance(Duration.ofSeconds(1));
            rack.world.open("alpha").vm("web").migrateTo(rack.host("gamma"), MigrationRequest.live());

            EvacuationReport report = rack.finish(run);

            assertUnknown(report, "web");
            assertThat(Rack.of(report, "web").result().attempts())
                    .as("not tried again")
                    .isLessThan(2);
        }
    }

    /** The copy that was discarded at the destination is not the end of the VM. */
    @Test
    void vmThatOthersMoveAfterItsMigrationFailed_isUnknownNotLost() {
        try (Rack rack =
                alphaWith("web", "db").host("beta", 4096).host("gamma", 4096).build()) {
            rack.world.faults().failMigration(rack.id("alpha", "db"), Duration.ofSeconds(3), "no luck");
            EvacuationRun run = rack.start(
                    rack.request("alpha", "beta").strategy(Strategy.SEQUENTIAL).policy(Rack.policy(0)));
            rack.world.advance(Duration.ofSeconds(5));
            rack.world.open("alpha").vm("db").migrateTo(rack.host("gamma"), MigrationRequest.live());

            EvacuationReport report = rack.finish(run);

            assertUnknown(report, "db");
            assertThat(Rack.of(report, "db").message()).contains("no luck");
            assertThat(Rack.of(report, "web").outcome()).isEqualTo(VmOutcome.MOVED);
        }
    }

    private static void assertUnknown(EvacuationReport report, String vm) {
        MoveReport move = Rack.of(report, vm);
        assertThat(move.outcome()).isEqualTo(VmOutcome.UNKNOWN);
        assertThat(move.location()).isInstanceOf(VmLocation.Unknown.class);
        assertThat(move.message()).contains("do not start it anew");
        assertThat(move.next()).contains("do not start it anew");
    }

    @Test
    void movedVmWhoseDestinationFellSilent_isUnknownWithItsLastKnownPlace() {
        try (Rack rack = Rack.of()
                .host("alpha", 4096)
                .vm("web", 500)
                .vm("db", 1500)
                .host("beta", 4096)
                .host("gamma", 4096)
                .build()) {
            PreparedEvacuation prepared =
                    rack.prepare(rack.request("alpha", "beta", "gamma").strategy(Strategy.SEQUENTIAL));
            String first = prepared.moves().get(0).destination().info().name();
            String vm = prepared.moves().get(0).vm().name();
            EvacuationRun run = rack.evacuator.execute(prepared, event -> {
                if (event instanceof RunEvent.Ended end && end.step().subject().equals(vm)) {
                    rack.world.faults().crashDaemon(first);
                }
            });

            EvacuationReport report = rack.world.runUntil(run.completion());

            assertUnknown(report, vm);
            assertThat(Rack.of(report, vm).message())
                    .contains("it was moved to", "when that host last answered", first);
            assertThat(report.problems()).anyMatch(problem -> problem.contains(first));
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void vmThatEndsWhileVmsAreWatched_isLeftOut() {
        try (Rack rack = alphaWith("batch", "db").host("beta", 4096).build()) {
            CompletableFuture<PreparedEvacuation> preparing = rack.evacuator
                    .prepareAsync(rack.request("alpha", "beta").build())
                    .toCompletableFuture();
            rack.world.open("alpha").vm("batch").destroy();
            rack.world.open("alpha").vm("batch").undefine();

            PreparedEvacuation prepared = rack.world.runUntil(preparing);

            assertThat(prepared.moves())
                    .singleElement()
                    .satisfies(move -> assertThat(move.vm().name()).isEqualTo("db"));
            assertThat(prepared.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.isLeftBehind()).isFalse();
                assertThat(stay.reason()).contains("ended while VMs were watched");
            });
            assertThat(rack.finish(rack.evacuator.execute(prepared, rack.events::add))
                            .status())
                    .isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void vmThatItsOwnerShutsDown_hasEndedAndTheRunIsComplete() {
        try (Rack rack = alphaWith("web", "db").host("beta", 4096).build()) {
            EvacuationRun run = rack.start(rack.request("alpha", "beta").strategy(Strategy.SEQUENTIAL));
            rack.world.advance(Duration.ofSeconds(3));
            rack.world.open("alpha").vm("web").destroy();

            EvacuationReport report = rack.finish(run);

            assertThat(Rack.of(report, "web").outcome()).isEqualTo(VmOutcome.ENDED);
            assertThat(Rack.of(report, "web").message()).contains("it has ended");
            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void vmThatCrashesInTheMiddle_isLostAndTheRunIsNotComplete() {
        try (Rack rack = alphaWith("web", "db").host("beta", 4096).build()) {
            EvacuationRun run = rack.start(rack.request("alpha", "beta").strategy(Strategy.SEQUENTIAL));
            rack.world.advance(Duration.ofSeconds(3));
            rack.world.faults().killVm("alpha", "web");

            EvacuationReport report = rack.finish(run);

            assertThat(Rack.of(report, "web").outcome()).isEqualTo(VmOutcome.LOST);
            assertThat(Rack.of(report, "web").message()).contains("crashed");
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void twoEvacuationsOntoOneHostWithRoomForOne_sayWhichVmsStayed() {
        try (Rack rack = Rack.of()
                .host("alpha", 4096)
                .vm("a1", 900)
                .vm("a2", 900)
                .host("beta", 4096)
                .vm("b1", 900)
                .vm("b2", 900)
                .host("gamma", 2100)
                .build()) {
            PreparedEvacuation one = rack.prepare(rack.request("alpha", "gamma"));
            PreparedEvacuation other = rack.prepare(rack.request("beta", "gamma"));
            EvacuationRun first = rack.evacuator.execute(one, rack.events::add);
            EvacuationRun second = rack.evacuator.execute(other, rack.events::add);

            EvacuationReport report = rack.finish(first);
            EvacuationReport refused = rack.finish(second);

            assertThat(report.moved() + refused.moved()).isEqualTo(2);
            for (MoveReport move : refused.moves()) {
                assertThat(move.outcome()).isEqualTo(VmOutcome.FAILED);
                assertThat(rack.runsOn(move.location(), "beta")).isTrue();
                assertThat(move.message()).contains("needs 900 MiB");
            }
        }
    }

    @Test
    void twoEvacuationsOfOneHost_neitherSaysWhatIsNotSo() {
        try (Rack rack = Rack.of()
                .host("alpha", 4096)
                .vm("a1", 900)
                .vm("a2", 900)
                .host("beta", 4096)
                .host("gamma", 4096)
                .build()) {
            PreparedEvacuation one = rack.prepare(rack.request("alpha", "beta"));
            PreparedEvacuation other = rack.prepare(rack.request("alpha", "gamma"));
            EvacuationRun first = rack.evacuator.execute(one, rack.events::add);
            EvacuationRun second = rack.evacuator.execute(other, rack.events::add);

            EvacuationReport late = rack.finish(second);

            for (MoveReport move : late.moves()) {
                assertThat(move.outcome()).isEqualTo(VmOutcome.UNKNOWN);
                assertThat(move.message()).contains("on its way already", "do not start it anew");
            }
            assertThat(late.status()).isEqualTo(RunStatus.INCOMPLETE);
            assertThat(rack.finish(first).status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void hostOntoWhichOthersMoveAVm_isNotCalledEmpty() {
        try (Rack rack = Rack.of()
                .host("alpha", 4096)
                .vm("a1", 900)
                .host("beta", 4096)
                .vm("b1", 900)
                .host("gamma", 4096)
                .build()) {
            PreparedEvacuation one = rack.prepare(rack.request("alpha", "beta"));
            PreparedEvacuation other = rack.prepare(rack.request("beta", "gamma"));
            EvacuationRun first = rack.evacuator.execute(one, rack.events::add);
            EvacuationRun second = rack.evacuator.execute(other, rack.events::add);

            EvacuationReport report = rack.finish(second);

            assertThat(rack.finish(first).status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
            assertThat(report.problems()).anyMatch(problem -> problem.contains("'a1' came to"));
        }
    }

    @Test
    void vmThatIsMovedBack_isLeftAtItsSource() {
        try (Rack rack = Rack.of()
                .host("alpha", 4096)
                .vm("web", 300)
                .vm("db", 2000)
                .host("beta", 4096)
                .build()) {
            EvacuationRun run = rack.start(rack.request("alpha", "beta").strategy(Strategy.SEQUENTIAL));
            rack.world.advance(Duration.ofSeconds(9));
            rack.world.open("beta").vm("web").migrateTo(rack.world.open("alpha"), MigrationRequest.live());

            EvacuationReport report = rack.finish(run);

            assertThat(Rack.of(report, "web").outcome()).isEqualTo(VmOutcome.LEFT);
            assertThat(Rack.of(report, "web").message()).contains("it was moved to", "moved it back");
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void migrationThatAnAdministratorAborts_isNotStartedAgain() {
        try (Rack rack = alphaWith("web", "db").host("beta", 4096).build()) {
            EvacuationRun run = rack.start(rack.request("alpha", "beta").strategy(Strategy.SEQUENTIAL));
            rack.world.advance(Duration.ofSeconds(4));
            rack.world.faults().abortMigration("alpha", "db");

            EvacuationReport report = rack.finish(run);

            MoveReport db = Rack.of(report, "db");
            assertThat(db.outcome()).isEqualTo(VmOutcome.CANCELLED);
            assertThat(db.result().attempts()).isEqualTo(1);
            assertThat(db.message()).contains("cancelled by someone else");
            assertThat(rack.runsOn(db.location(), "alpha")).isTrue();
            assertThat(rack.events).noneMatch(RunEvent.Retrying.class::isInstance);
            assertThat(Rack.of(report, "web").outcome()).isEqualTo(VmOutcome.MOVED);
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void vmThatArrivesAndStandsStill_isMovedAndAProblem() {
        try (Rack rack = alphaWith("web", "db").host("beta", 4096).build()) {
            PreparedEvacuation prepared =
                    rack.prepare(rack.request("alpha", "beta").strategy(Strategy.SEQUENTIAL));
            EvacuationRun run = rack.evacuator.execute(prepared, event -> {
                if (event instanceof RunEvent.Ended end && end.step().subject().equals("db")) {
                    rack.world.faults().failStorage("beta", "db");
                }
            });

            EvacuationReport report = rack.finish(run);

            assertThat(Rack.of(report, "db").outcome()).isEqualTo(VmOutcome.MOVED);
            assertThat(Rack.of(report, "db").next()).contains("io error", "virsh resume");
            assertThat(report.problems())
                    .singleElement()
                    .asString()
                    .contains("VM 'db' arrived, and is paused (io error) on", "beta");
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void hostWhoseBuffersCannotBeLookedInto_isEmptiedAndNotCalledEmpty() {
        try (Rack rack = alphaWith("web", "db").host("beta", 4096).build()) {
            Host alpha = mock(Host.class, delegatesTo(rack.host("alpha")));
            doThrow(new OperationFailedException("the storage driver is broken"))
                    .when(alpha)
                    .suspendedVms();

            EvacuationReport report = rack.evacuate(EvacuationRequest.builder(List.of(alpha), rack.hosts("beta"))
                    .linkSpeed(Rack.LINK));

            assertThat(report.moved()).isEqualTo(2);
            assertThat(report.problems()).singleElement().asString().contains("storage driver is broken");
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void crashedVmThatItsHostKeeps_keepsTheHostFromBeingEmpty() {
        try (Rack rack = alphaWith("web", "db").host("beta", 4096).build()) {
            rack.world.faults().crashGuest("alpha", "web");

            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta"));

            assertThat(report.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.isLeftBehind()).isTrue();
                assertThat(stay.reason()).contains("crashed and is kept", "destroy it");
            });
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void vmThatMayRun_keepsTheHostFromBeingEmptyWhateverItsState() {
        try (Rack rack = alphaWith("web", "db").host("beta", 4096).build()) {
            for (VmState state : VmState.values()) {
                VmSummary vm = new VmSummary(rack.id("alpha", "web"), "web", new VmStatus(state, StateReason.UNKNOWN));

                assertThat(StayingVm.of(rack.uri("alpha"), vm).isLeftBehind())
                        .as("%s", state)
                        .isEqualTo(state != VmState.SHUT_OFF);
            }
        }
    }

    @Test
    void destinationThatDoesNotAnswer_isDoneWithoutUnlessTheRequestIsStrict() {
        try (Rack rack =
                alphaWith("web", "db").host("beta", 4096).host("gamma", 4096).build()) {
            EvacuationRequest.Builder request = rack.request("alpha", "beta", "gamma");
            rack.world.faults().crashDaemon("beta");

            PreparedEvacuation prepared = rack.prepare(request);

            assertThat(prepared.leftOut()).containsOnlyKeys(rack.uri("beta"));
            assertThat(prepared.moves()).allMatch(move -> move.destination().equals(rack.host("gamma")));
            assertThat(rack.world
                            .runUntil(rack.evacuator
                                    .execute(prepared, rack.events::add)
                                    .completion())
                            .status())
                    .isEqualTo(RunStatus.COMPLETE);
            assertThatThrownBy(() -> rack.prepare(request.strict())).isInstanceOf(HostUnreachableException.class);
        }
    }

    @Test
    void onlyDestinationThatDoesNotAnswer_isAnError() {
        try (Rack rack = alphaWith("web", "db").host("beta", 4096).build()) {
            EvacuationRequest.Builder request = rack.request("alpha", "beta");
            rack.world.faults().crashDaemon("beta");

            assertThatThrownBy(() -> rack.prepare(request)).isInstanceOf(HostUnreachableException.class);
        }
    }
}
