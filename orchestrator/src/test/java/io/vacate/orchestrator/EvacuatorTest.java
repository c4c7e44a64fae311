package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;

import io.vacate.api.Host;
import io.vacate.api.error.DuplicateVmException;
import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.SameHostException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Severity;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.model.batch.Strategy;
import io.vacate.model.calibrate.Calibration;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import io.vacate.orchestrator.report.RunStatus;
import io.vacate.orchestrator.report.VmOutcome;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvacuatorTest {
    @ParameterizedTest
    @EnumSource
    void everyStrategyEmptiesTheHost(Strategy strategy) {
        try (Rack rack = Rack.usual()) {
            EvacuationReport report =
                    rack.evacuate(rack.request("alpha", "beta", "gamma").strategy(strategy));

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(report.moves()).hasSize(4).allMatch(move -> move.outcome() == VmOutcome.MOVED);
            assertThat(rack.host("alpha").vms()).isEmpty();
            assertThat(rack.host("beta").vms()).isNotEmpty();
            assertThat(rack.host("gamma").vms()).isNotEmpty();
            assertThat(report.problems()).isEmpty();
        }
    }

    @Test
    void predictionIsCloseAndItsErrorReported() {
        try (Rack rack = Rack.usual()) {
            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta", "gamma"));

            double predicted = report.plan().aggregateTime().orElseThrow().p50().toMillis();
            double actual = report.elapsed().toMillis();
            assertThat(report.errorPercent().orElseThrow()).isCloseTo(100 * (predicted - actual) / actual, within(0.1));
            assertThat(report.errorPercent().orElseThrow()).isBetween(-30.0, 30.0);
        }
    }

    @Test
    void preparingChangesNothing() {
        try (Rack rack = Rack.usual()) {
            PreparedEvacuation prepared = rack.prepare(rack.request("alpha", "beta", "gamma"));

            assertThat(prepared.moves()).hasSize(4);
            assertThat(prepared.plan().aggregateTime().orElseThrow().p50()).isPositive();
            assertThat(rack.host("alpha").vms()).hasSize(4);
            assertThat(rack.host("beta").vms()).isEmpty();
        }
    }

    @Test
    void secondRunMovesNothingTwice() {
        try (Rack rack = Rack.usual()) {
            rack.evacuate(rack.request("alpha", "beta"));

            EvacuationReport again = rack.evacuate(rack.request("alpha", "beta"));

            assertThat(again.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(again.moves()).isEmpty();
            assertThat(again.elapsed()).isZero();
            assertThat(again.errorPercent()).isEmpty();
        }
    }

    @Test
    void pausedVmIsLeftBehindAndSaidSo() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .vm("runs", 128)
                .vm("sleeps", 128, VmState.PAUSED)
                .host("beta", 2048)
                .build()) {
            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta"));

            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
            assertThat(Rack.of(report, "runs").outcome()).isEqualTo(VmOutcome.MOVED);
            assertThat(report.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.name()).isEqualTo("sleeps");
                assertThat(stay.isLeftBehind()).isTrue();
                assertThat(stay.reason()).contains("paused");
            });
            assertThat(rack.host("alpha").vm("sleeps").status().state()).isEqualTo(VmState.PAUSED);
        }
    }

    @Test
    void vmThatIsOffStaysAndDoesNotMatter() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .vm("off", 128, VmState.SHUT_OFF)
                .host("beta", 2048)
                .build()) {
            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta"));

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(report.staying())
                    .singleElement()
                    .satisfies(stay -> assertThat(stay.isLeftBehind()).isFalse());
        }
    }

    @Test
    void twoSourcesAreEmptiedTogether() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .vm("a", 128)
                .host("beta", 2048)
                .vm("b", 128)
                .host("gamma", 2048)
                .build()) {
            EvacuationRequest.Builder request = EvacuationRequest.builder(
                            rack.hosts("alpha", "beta"), rack.hosts("gamma"))
                    .linkSpeed(Rack.LINK);

            EvacuationReport report = rack.evacuate(request);

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(rack.host("gamma").vms()).hasSize(2);
        }
    }

    @Test
    void missingRoomNamesTheVmAndWhatIsFree() {
        try (Rack rack = Rack.of()
                .host("alpha", 4096)
                .vm("large", 2048)
                .host("beta", 1024)
                .host("gamma", 512)
                .build()) {
            assertThatThrownBy(() -> rack.prepare(rack.request("alpha", "beta", "gamma")))
                    .isInstanceOf(InsufficientCapacityException.class)
                    .hasMessageContaining("'large'")
                    .hasMessageContaining("2 GiB")
                    .hasMessageContaining("beta' has room for")
                    .hasMessageContaining("gamma' has room for");
            assertThat(rack.host("alpha").vms()).hasSize(1);
        }
    }

    @Test
    void sourceIsNoDestination() {
        try (Rack rack = Rack.usual()) {
            assertThatThrownBy(() -> rack.prepare(rack.request("alpha", "beta", "alpha")))
                    .isInstanceOf(SameHostException.class);
        }
    }

    @Test
    void vmNeverCrossesHypervisors() {
        try (Rack rack = Rack.usual()) {
            Host other = mock(Host.class, delegatesTo(rack.host("beta")));
            doReturn(HostUri.parse("xen://beta")).when(other).uri();

            PreparedEvacuation mixed =
                    rack.prepare(EvacuationRequest.builder(rack.hosts("alpha"), List.of(other, rack.host("gamma")))
                            .linkSpeed(Rack.LINK));
            assertThat(mixed.moves())
                    .hasSize(4)
                    .allMatch(move -> move.destination().equals(rack.host("gamma")));

            assertThatThrownBy(() -> rack.prepare(EvacuationRequest.builder(rack.hosts("alpha"), List.of(other))
                            .linkSpeed(Rack.LINK)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("never crosses hypervisors")
                    .hasMessageContaining("'busy-1'");
        }
    }

    @Test
    void takenNameIsRefusedBeforeAnythingMoves() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .vm("web", 128)
                .host("beta", 2048)
                .vm("web", 256)
                .build()) {
            assertThatThrownBy(() -> rack.prepare(rack.request("alpha", "beta")))
                    .isInstanceOf(DuplicateVmException.class)
                    .hasMessageContaining("'web'");
        }
    }

    @Test
    void whatWillBeRefusedIsKnownBeforeAnythingMoves() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .vm("web", 1024)
                .vm("db", 256)
                .host("beta", 2048)
                .vm("late", 1400, VmState.SHUT_OFF)
                .build()) {
            CompletionStage<PreparedEvacuation> preparing =
                    rack.evacuator.prepareAsync(rack.request("alpha", "beta").build());
            rack.host("beta").vm("late").start(); // takes the room that was found for one of them

            PreparedEvacuation prepared = rack.world.runUntil(preparing);

            assertThat(prepared.findings()).containsOnlyKeys("migrate web");
            assertThat(prepared.findings("migrate web").findings())
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.severity()).isEqualTo(Severity.BLOCKER);
                        assertThat(finding.check()).isEqualTo(Check.MEMORY);
                    });
            EvacuationReport report = rack.finish(rack.evacuator.execute(prepared, rack.events::add));
            assertThat(Rack.of(report, "web").outcome()).isEqualTo(VmOutcome.FAILED);
            assertThat(rack.runsOn(Rack.of(report, "web").location(), "alpha")).isTrue();
            assertThat(Rack.of(report, "db").outcome()).isEqualTo(VmOutcome.MOVED);
        }
    }

    @Test
    void takenNameOnOneHostLeavesTheOthers() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .vm("web", 128)
                .host("beta", 4096)
                .vm("web", 256)
                .host("gamma", 1024)
                .build()) {
            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta", "gamma"));

            assertThat(rack.runsOn(Rack.of(report, "web").location(), "gamma")).isTrue();
        }
    }

    @Test
    void missingCapabilityIsRefusedBeforeAnythingMoves() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .with(host -> host.without(Capability.BANDWIDTH_LIMIT))
                .vm("web", 128)
                .host("beta", 2048)
                .build()) {
            EvacuationRequest.Builder request =
                    rack.request("alpha", "beta").bandwidth(DataRate.ofMebibytesPerSecond(10));

            assertThatThrownBy(() -> rack.prepare(request)).isInstanceOf(UnsupportedCapabilityException.class);
        }
    }

    @Test
    void namedVmMovesAlone() {
        try (Rack rack = Rack.usual()) {
            VmId wanted = rack.id("alpha", "idle-2");

            EvacuationReport report =
                    rack.evacuate(rack.request("alpha", "beta").vm(wanted));

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(rack.host("alpha").vms()).hasSize(3);
        }
    }

    @Test
    void namedVmMustRunAndExist() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .vm("off", 128, VmState.SHUT_OFF)
                .host("beta", 2048)
                .build()) {
            VmId off = rack.id("alpha", "off");

            assertThatThrownBy(() -> rack.prepare(rack.request("alpha", "beta").vm(off)))
                    .isInstanceOf(VmStateException.class);
            assertThatThrownBy(() -> rack.prepare(rack.request("alpha", "beta").vm(new VmId(new UUID(1, 2)))))
                    .isInstanceOf(UnknownVmException.class);
        }
    }

    @Test
    void unknownLinkIsSaidAndThenLearned() {
        try (Rack rack =
                Rack.of().host("alpha", 2048).vm("a", 512).host("beta", 2048).build()) {
            EvacuationRequest.Builder first = EvacuationRequest.builder(rack.hosts("alpha"), rack.hosts("beta"));
            PreparedEvacuation prepared = rack.prepare(first);
            assertThat(prepared.assumptions())
                    .containsExactly("link rate between alpha and beta is not known: assumed 1 Gbit/s");

            EvacuationReport report = rack.finish(rack.evacuator.execute(prepared, event -> {}));
            Calibration learned = report.calibration();

            assertThat(report.observations().migrations()).hasSize(1);
            assertThat(learned.typicalRate().orElseThrow().mebibytesPerSecond()).isBetween(50.0, 60.0);
            EvacuationRequest.Builder back = EvacuationRequest.builder(rack.hosts("beta"), rack.hosts("alpha"))
                    .calibration(learned);
            assertThat(rack.prepare(back).assumptions())
                    .singleElement()
                    .asString()
                    .contains("as seen on other paths");
        }
    }

    @Test
    void movesAtOnceTeachWhatTheirLinkCarries() {
        try (Rack rack = Rack.usual()) {
            EvacuationReport report =
                    rack.evacuate(EvacuationRequest.builder(rack.hosts("alpha"), rack.hosts("beta", "gamma"))
                            .strategy(Strategy.PARALLEL));

            assertThat(report.observations().links()).singleElement().satisfies(link -> {
                assertThat(link.link()).isEqualTo("alpha:up");
                assertThat(link.rate().mebibytesPerSecond()).isBetween(57.0, 60.0);
            });
            rack.evacuate(rack.request("beta", "alpha"));
            rack.evacuate(rack.request("gamma", "alpha"));
            PreparedEvacuation again =
                    rack.prepare(EvacuationRequest.builder(rack.hosts("alpha"), rack.hosts("beta", "gamma"))
                            .calibration(report.calibration()));
            assertThat(again.assumptions()).isEmpty();
        }
    }

    @Test
    void limitedMovesTeachNothingAboutTheLink() {
        try (Rack rack = Rack.usual()) {
            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta")
                    .strategy(Strategy.PARALLEL)
                    .bandwidth(DataRate.ofMebibytesPerSecond(10)));

            assertThat(report.observations().links()).isEmpty();
        }
    }

    @Test
    void learningMakesTheNextPredictionBetter() {
        try (Rack rack =
                Rack.of().host("alpha", 2048).vm("a", 512).host("beta", 2048).build()) {
            Calibration calibration = Calibration.prior();
            String[] ways = {"alpha", "beta", "alpha", "beta"};
            double[] errors = new double[3];
            for (int i = 0; i < 3; i++) {
                EvacuationReport report =
                        rack.evacuate(EvacuationRequest.builder(rack.hosts(ways[i]), rack.hosts(ways[i + 1]))
                                .calibration(calibration));
                errors[i] = Math.abs(report.errorPercent().orElseThrow());
                calibration = report.calibration();
            }

            assertThat(errors[2]).isLessThan(errors[0]).isLessThan(5);
        }
    }

    @Test
    void bandwidthLimitCountsInThePrediction() {
        try (Rack rack =
                Rack.of().host("alpha", 2048).vm("a", 512).host("beta", 2048).build()) {
            EvacuationReport report =
                    rack.evacuate(rack.request("alpha", "beta").bandwidth(DataRate.ofMebibytesPerSecond(10)));

            assertThat(report.elapsed()).isGreaterThan(Duration.ofSeconds(50));
            assertThat(report.errorPercent().orElseThrow()).isBetween(-10.0, 10.0);
        }
    }

    @Test
    void timeoutCancelsAndIsSaid() {
        try (Rack rack = Rack.usual()) {
            EvacuationReport report = rack.evacuate(
                    rack.request("alpha", "beta").strategy(Strategy.SEQUENTIAL).timeout(Duration.ofSeconds(8)));

            assertThat(report.status()).isEqualTo(RunStatus.TIMED_OUT);
            assertThat(report.problems()).contains("stopped by --timeout after 8 s");
            assertThat(report.moved()).isBetween(1, 3);
            assertThat(report.moves())
                    .filteredOn(move -> move.outcome() != VmOutcome.MOVED)
                    .extracting(MoveReport::message)
                    .first(InstanceOfAssertFactories.STRING)
                    .isEqualTo("stopped by --timeout after 8 s");
            assertThat(report.moves())
                    .filteredOn(move -> move.outcome() == VmOutcome.NOT_STARTED)
                    .isNotEmpty()
                    .allSatisfy(move ->
                            assertThat(move.message()).isEqualTo("stopped by --timeout after 8 s before it started"));
        }
    }

    @Test
    void timeoutThatComesAfterACancelChangesNothing() {
        try (Rack rack = Rack.usual()) {
            EvacuationRun run = rack.start(
                    rack.request("alpha", "beta").strategy(Strategy.SEQUENTIAL).timeout(Duration.ofSeconds(6)));
            rack.world.advance(Duration.ofMillis(5990));
            run.requestCancel();

            EvacuationReport report = rack.finish(run);

            assertThat(report.status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(report.problems()).isEmpty();
            assertThat(report.moves())
                    .filteredOn(move -> move.outcome() == VmOutcome.CANCELLED)
                    .extracting(MoveReport::message)
                    .containsExactly("cancelled on request");
        }
    }

    @Test
    void vmThatAppearsOnTheSourceMeanwhileIsReported() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .vm("a", 512)
                .vm("late", 128, VmState.SHUT_OFF)
                .host("beta", 2048)
                .build()) {
            EvacuationRun run = rack.start(rack.request("alpha", "beta"));
            rack.host("alpha").vm("late").start();

            EvacuationReport report = rack.finish(run);

            assertThat(report.moves()).extracting(MoveReport::outcome).isEqualTo(List.of(VmOutcome.MOVED));
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
            assertThat(report.problems()).anyMatch(problem -> problem.contains("'late'"));
        }
    }
}
