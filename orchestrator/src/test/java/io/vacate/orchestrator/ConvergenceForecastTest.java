package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.model.batch.Strategy;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.live.Verdict.Advice;
import io.vacate.orchestrator.execute.Execution;
import io.vacate.orchestrator.execute.ExecutionPolicy;
import io.vacate.orchestrator.execute.MoveState;
import io.vacate.orchestrator.execute.PlanExecutor;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.execute.Threads;
import io.vacate.orchestrator.journal.InMemoryJournal;
import io.vacate.orchestrator.location.EndWatch;
import io.vacate.orchestrator.profile.Sampling;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.VmOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of running migrations about their convergence, on simulated hosts with links of 59.6 MiB/s. */
class ConvergenceForecastTest {
    private static final double LINK_MEBIBYTES = 500e6 / 8 / (1 << 20);

    /** VMs that leave a host together, and how. */
    record Batch(long seed, Strategy strategy, double noise, List<int[]> vms) {
        /**
         * Returns VMs that rewrite at most such a share of what the link carries.
         *
         * @param most of one VM, were it alone
         */
        static Batch random(long seed, int count, double most) {
            Random random = new Random(seed);
            List<int[]> vms = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int memory = 128 << random.nextInt(4);
                int rate = (int) (most * LINK_MEBIBYTES * (0.2 + 0.8 * random.nextDouble()));
                vms.add(new int[] {memory, Math.max(1, rate), (int) (memory * (0.2 + 0.8 * random.nextDouble()))});
            }
            return new Batch(seed, count == 1 ? Strategy.SEQUENTIAL : Strategy.PARALLEL, 0.04, vms);
        }

        Rack rack() {
            Rack.Builder rack = Rack.of().host("alpha", 8192);
            for (int i = 0; i < vms.size(); i++) {
                int[] vm = vms.get(i);
                rack.busyVm("vm-" + i, vm[0], vm[1], vm[2]);
            }
            return rack.host("beta", 8192).build(seed, noise);
        }

        @Override
        public String toString() {
            return "seed %d: %s of %s"
                    .formatted(
                            seed, strategy, vms.stream().map(Arrays::toString).toList());
        }
    }

    static List<Batch> convergent() {
        List<Batch> batches = new ArrayList<>();
        for (long seed = 1; seed <= 30; seed++) {
            batches.add(Batch.random(seed, 1, 0.85));
        }
        for (long seed = 31; seed <= 50; seed++) {
            batches.add(Batch.random(seed, 2 + (int) (seed % 3), 0.85));
        }
        return batches;
    }

    @ParameterizedTest
    @MethodSource("convergent")
    void vmThatConverges_isNeverSaidNotTo(Batch batch) {
        try (Rack rack = batch.rack()) {
            EvacuationReport report =
                    rack.evacuate(rack.request("alpha", "beta").strategy(batch.strategy()));

            assertNoFalseAlarm(rack, report);
        }
    }

    @ParameterizedTest
    @MethodSource("convergent")
    void vmThatConverges_isNeverSaidNotTo_whateverTheLinkWasAssumedToCarry(Batch batch) {
        try (Rack rack = batch.rack()) {
            EvacuationRequest request = EvacuationRequest.builder(rack.hosts("alpha"), rack.hosts("beta"))
                    .strategy(batch.strategy())
                    .build();
            PreparedEvacuation prepared = rack.world.runUntil(rack.evacuator.prepareAsync(request));

            assertNoFalseAlarm(rack, rack.finish(rack.evacuator.execute(prepared, rack.events::add)));
        }
    }

    private static void assertNoFalseAlarm(Rack rack, EvacuationReport report) {
        assertThat(rack.events)
                .filteredOn(RunEvent.NotConverging.class::isInstance)
                .filteredOn(event -> Rack.of(report, event.step().subject()).outcome() == VmOutcome.MOVED)
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.25, 1.5, 2, 4})
    void vmThatWritesFasterThanTheLink_isTold_andNoBandwidthIsAdvisedThatTheLinkDoesNotHave(double share) {
        for (long seed = 1; seed <= 5; seed++) {
            int rate = (int) (share * LINK_MEBIBYTES);
            try (Rack rack = Rack.of()
                    .host("alpha", 4096)
                    .busyVm("hot", 512, rate, 400)
                    .host("beta", 4096)
                    .build(seed, 0.04)) {
                // Who has watched it does not start it.
                EvacuationReport report =
                        rack.evacuate(rack.request("alpha", "beta").sampling(Sampling.NONE));

                assertThat(Rack.of(report, "hot").outcome()).isEqualTo(VmOutcome.DID_NOT_CONVERGE);
                assertThat(rack.events)
                        .filteredOn(RunEvent.NotConverging.class::isInstance)
                        .singleElement()
                        .satisfies(told -> assertThat(((RunEvent.NotConverging) told)
                                        .verdict()
                                        .advice())
                                .isNotEmpty()
                                .noneMatch(Advice.MoreBandwidth.class::isInstance));
            }
        }
    }

    @Test
    void alarmThatWasWrongInTheEnd_isTakenBack() {
        MigrationRequest slow = MigrationRequest.builder()
                .bandwidth(DataRate.ofMebibytesPerSecond(20))
                .build();
        try (Rack rack = Rack.of()
                .host("alpha", 4096)
                .busyVm("hot", 512, 30, 300)
                .host("beta", 4096)
                .build()) {
            PreparedEvacuation prepared = rack.prepare(rack.request("alpha", "beta")
                    .migration(slow)
                    .policy(ExecutionPolicy.DEFAULT.withNonConvergence(ExecutionPolicy.NonConvergence.FORCE)));
            Expectations known = new Expectations(prepared, rack.host("alpha").timeSource());
            Execution execution = new PlanExecutor(
                            ExecutionPolicy.DEFAULT,
                            new InMemoryJournal(),
                            rack.host("alpha").timeSource(),
                            Threads.of(Runnable::run))
                    .start(
                            prepared.steps(),
                            prepared.destinations(),
                            0,
                            EndWatch.listen(prepared.hosts()),
                            known,
                            rack.events::add);
            while (rack.events.stream().noneMatch(RunEvent.NotConverging.class::isInstance)) {
                rack.world.advance(Duration.ofSeconds(1));
            }
            // Somebody follows the advice.
            ((MoveState.Running) execution.states().get(0)).job().requestBandwidth(Rack.LINK);
            rack.world.runUntil(execution.completion());

            assertThat(((RunEvent.NotConverging) rack.events.get(1)).verdict().advice())
                    .anyMatch(Advice.MoreBandwidth.class::isInstance);
            assertThat(rack.events)
                    .<Class<?>>extracting(Object::getClass)
                    .containsExactly(
                            RunEvent.Started.class,
                            RunEvent.NotConverging.class,
                            RunEvent.ConvergesAfterAll.class,
                            RunEvent.Ended.class);
        }
    }

    @Test
    void secondEvacuation_isForetoldBetterThanTheFirst() {
        Batch batch = new Batch(
                7, Strategy.SEQUENTIAL, 0, List.of(new int[] {512, 40, 200}, new int[] {512, 30, 100}, new int[] {
                    256, 20, 64
                }));
        double first;
        double second;
        try (Rack rack = batch.rack()) {
            EvacuationReport there = rack.evacuate(rack.request("alpha", "beta").strategy(batch.strategy()));
            EvacuationReport back = rack.evacuate(
                    rack.request("beta", "alpha").strategy(batch.strategy()).calibration(there.calibration()));
            first = Math.abs(there.errorPercent().orElseThrow());
            second = Math.abs(back.errorPercent().orElseThrow());

            assertThat(there.observations().lessons()).hasSize(3).allSatisfy(lesson -> {
                assertThat(lesson.rounds()).isNotEmpty();
                assertThat(lesson.firstRound()).isPresent();
                assertThat(lesson.residuals()).isNotEmpty();
            });
            assertThat(there.calibration().liveResiduals().all()).isNotEmpty();
            assertThat(Calibration.prior().liveResiduals().all()).isEmpty();
        }
        assumeThat(first).isPositive();
        assertThat(second).isLessThan(first);
    }
}
