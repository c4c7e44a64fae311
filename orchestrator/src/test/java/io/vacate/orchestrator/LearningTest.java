package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Strategy;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.calibrate.Quantity;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.orchestrator.report.EvacuationReport;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What runs are planned with, and what they teach. */
class LearningTest {
    static Stream<MigrationMode> modes() {
        return Stream.of(
                new MigrationMode.PreCopy(),
                new MigrationMode.PostCopy(new MigrationMode.Trigger.AfterIterations(1)),
                new MigrationMode.StopAndCopy(),
                new MigrationMode.SuspendCopyResume(Buffer.DISK),
                new MigrationMode.SuspendCopyResume(Buffer.MEMORY));
    }

    private static MigrationRequest in(MigrationMode mode) {
        return MigrationRequest.builder().mode(mode).build();
    }

    private static List<Double> residuals(Calibration calibration) {
        return calibration.samples().getOrDefault(new Quantity(Kind.GROUP_RESIDUAL, ""), List.of());
    }

    @ParameterizedTest
    @MethodSource("modes")
    void everyModeIsPlannedForAndObserved(MigrationMode mode) {
        try (Rack rack = Rack.usual()) {
            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta", "gamma")
                    .strategy(Strategy.SEQUENTIAL)
                    .migration(in(mode)));

            assertThat(report.plan().migrations()).allMatch(move -> move.how().equals(Tuning.of(mode)));
            assertThat(report.observations().migrations()).hasSize(4).allSatisfy(seen -> {
                assertThat(seen.tuning()).isEqualTo(Tuning.of(mode));
                assertThat(seen.sent()).isPresent();
                assertThat(seen.phases()).isNotEmpty();
                assertThat(seen.vm().resident().isZero()).isFalse();
            });
        }
    }

    @Test
    void driverWithACalibrationOfItsOwn_isPlannedByIt_andObservedApart() {
        try (Rack rack =
                Rack.of().host("alpha", 2048).vm("a", 512).host("beta", 2048).build()) {
            FixedCosts slow = new FixedCosts(Duration.ofSeconds(60), Duration.ZERO, Duration.ZERO);
            Calibration own =
                    Calibration.prior(HypervisorProfile.textbook(slow)).with(Quantity.pathRate("alpha", "beta"), 1e9);

            EvacuationReport report =
                    rack.evacuate(rack.request("alpha", "beta").calibration("sim", own));

            assertThat(report.plan().makespan()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
            assertThat(report.observations().migrations()).isEmpty();
            assertThat(report.calibration()).isEqualTo(Calibration.prior());
            assertThat(report.ownObservations()).containsOnlyKeys("sim");
            assertThat(report.ownObservations().get("sim").migrations()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void everyModeIsPredictedCloselyOnceItWasSeen(MigrationMode mode) {
        try (Rack rack =
                Rack.of().host("alpha", 2048).vm("a", 512).host("beta", 2048).build()) {
            EvacuationReport first = rack.evacuate(rack.request("alpha", "beta").migration(in(mode)));
            EvacuationReport second = rack.evacuate(
                    rack.request("beta", "alpha").migration(in(mode)).calibration(first.calibration()));

            assertThat(Math.abs(second.errorPercent().orElseThrow()))
                    .isLessThanOrEqualTo(
                            Math.max(12, Math.abs(first.errorPercent().orElseThrow())));
        }
    }

    @Test
    void suspendedVmsTeachTheRatesOfTheirBuffers() {
        try (Rack rack =
                Rack.of().host("alpha", 2048).vm("a", 512).host("beta", 2048).build()) {
            EvacuationReport report = rack.evacuate(
                    rack.request("alpha", "beta").migration(in(new MigrationMode.SuspendCopyResume(Buffer.MEMORY))));

            Observation seen = report.observations().migrations().get(0);
            assertThat(seen.phases()).containsKeys(Phase.SUSPEND, Phase.TRANSFER, Phase.RESUME);
            assertThat(seen.sending()).isEmpty();
            assertThat(report.calibration().samples().keySet())
                    .extracting(Quantity::kind)
                    .contains(Kind.SUSPEND_RATE, Kind.COPY_RATE, Kind.RESUME_RATE);
        }
    }

    @Test
    void timeOfSendingLeavesOutWhatCameBeforeAndAfter() {
        try (Rack rack = Rack.usual()) {
            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta"));

            assertThat(report.observations().migrations())
                    .allSatisfy(seen -> assertThat(seen.overhead().orElseThrow())
                            .isGreaterThanOrEqualTo(seen.phases()
                                    .get(Phase.PREPARE)
                                    .plus(seen.phases().get(Phase.FINISH))));
            assertThat(report.calibration().learned(Quantity.overhead(ModeKind.PRE_COPY)))
                    .isPresent();
        }
    }

    @Test
    void runThatWentAsPlannedTeachesItsResidual() {
        try (Rack rack = Rack.usual()) {
            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta", "gamma"));

            double modelled = report.plan().makespan().toNanos();
            assertThat(residuals(report.calibration()))
                    .singleElement()
                    .satisfies(residual ->
                            assertThat(residual).isCloseTo(report.elapsed().toNanos() / modelled, within(1e-9)));
        }
    }

    @Test
    void predictionsFollowWhatAggregateTimesWereOff() {
        try (Rack rack = Rack.usual()) {
            Calibration pessimist = Calibration.prior();
            for (int run = 0; run < 100; run++) {
                pessimist = pessimist.with(new Quantity(Kind.GROUP_RESIDUAL, ""), 1.5);
            }

            var plan = rack.prepare(rack.request("alpha", "beta").calibration(pessimist))
                    .plan();

            assertThat(plan.expected(plan.makespan()).toMillis())
                    .isCloseTo((long) (1.5 * plan.makespan().toMillis()), within(2L));
            assertThat(plan.bound().time()).isLessThanOrEqualTo(plan.makespan());
        }
    }

    @Test
    void runOfWhichSomethingWasUnknownOrFailedTeachesNoResidual() {
        try (Rack rack = Rack.usual()) {
            EvacuationReport assumed =
                    rack.evacuate(EvacuationRequest.builder(rack.hosts("alpha"), rack.hosts("beta", "gamma")));

            assertThat(residuals(assumed.calibration())).isEmpty();
        }
        try (Rack rack = Rack.usual()) {
            rack.world.faults().failMigration(rack.id("alpha", "idle-1"), 0.5, "the link broke");

            EvacuationReport retried = rack.evacuate(rack.request("alpha", "beta", "gamma"));

            assertThat(residuals(retried.calibration())).isEmpty();
        }
        try (Rack rack = Rack.usual()) {
            EvacuationReport alone = rack.evacuate(rack.request("alpha", "beta").vm(rack.id("alpha", "idle-1")));

            assertThat(residuals(alone.calibration())).isEmpty();
        }
    }

    @Test
    void whatCannotBeModelledTeachesNothing() {
        List<MigrationRequest> requests = List.of(
                MigrationRequest.builder().storageCopy(StorageCopy.FULL).build(),
                MigrationRequest.builder().tlsTransfer().build(),
                MigrationRequest.builder().tunnelled().build());
        for (MigrationRequest request : requests) {
            try (Rack rack = Rack.usual()) {
                PreparedEvacuation prepared =
                        rack.prepare(rack.request("alpha", "beta").migration(request));
                EvacuationReport report = rack.finish(rack.evacuator.execute(prepared, rack.events::add));

                assertThat(prepared.assumptions()).anyMatch(text -> text.contains("not known"));
                assertThat(report.observations().migrations()).isEmpty();
                assertThat(report.calibration()).isEqualTo(Calibration.prior());
            }
        }
    }

    @Test
    void compressedMigrationsTeachNothingOfTheirPath() {
        try (Rack rack = Rack.usual()) {
            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta")
                    .migration(MigrationRequest.builder()
                            .compression(Compression.XBZRLE)
                            .build()));

            assertThat(report.observations().migrations()).hasSize(4);
            assertThat(report.calibration().typicalRate()).isEmpty();
        }
    }

    @Test
    void limitOfTheRateIsPlannedWith() {
        try (Rack rack = Rack.usual()) {
            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta")
                    .vm(rack.id("alpha", "idle-1"))
                    .vm(rack.id("alpha", "idle-2"))
                    .strategy(Strategy.SEQUENTIAL_PER_LINK)
                    .bandwidth(DataRate.ofMebibytesPerSecond(28)));

            // Two at 28 MiB/s fit into 56.7 MiB/s: none has to wait.
            assertThat(report.plan().migrations())
                    .allMatch(move -> move.predecessors().isEmpty());
            assertThat(report.errorPercent().orElseThrow()).isBetween(-30.0, 30.0);
        }
    }
}
