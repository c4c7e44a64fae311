package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.model.batch.Strategy;
import io.vacate.orchestrator.execute.ExecutionPolicy;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.journal.InMemoryJournal;
import io.vacate.orchestrator.journal.JournalEntry;
import io.vacate.orchestrator.profile.Sampling;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.RunStatus;
import io.vacate.orchestrator.report.VmOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TroubleTest {
    private static final Duration SOON = Duration.ofSeconds(2);

    @Test
    void failedMoveIsTriedAgain() {
        try (Rack rack = Rack.usual()) {
            rack.world.faults().failMigration(rack.id("alpha", "busy-1"), SOON, "the disk is on fire");

            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta", "gamma"));

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(Rack.of(report, "busy-1").result().attempts()).isEqualTo(2);
            assertThat(rack.events)
                    .anyMatch(event -> event instanceof RunEvent.Retrying retrying
                            && retrying.why().contains("the disk is on fire"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SEQUENTIAL", "PARALLEL"})
    void failureOfOneLeavesTheOthersAlone(Strategy strategy) {
        try (Rack rack = Rack.usual()) {
            rack.world.faults().failMigration(rack.id("alpha", "idle-1"), SOON, "no luck");

            EvacuationReport report = rack.evacuate(
                    rack.request("alpha", "beta", "gamma").strategy(strategy).policy(Rack.policy(0)));

            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
            assertThat(Rack.of(report, "idle-1").outcome()).isEqualTo(VmOutcome.FAILED);
            assertThat(Rack.of(report, "idle-1").message()).contains("no luck");
            assertThat(rack.runsOn(Rack.of(report, "idle-1").location(), "alpha"))
                    .isTrue();
            assertThat(report.moved()).isEqualTo(3);
            assertThat(report.errorPercent()).isEmpty();
        }
    }

    @Test
    void dependentsAreSkippedIfThePolicySaysSo() {
        try (Rack rack = Rack.usual()) {
            rack.world.faults().failMigration(rack.id("alpha", "idle-1"), SOON, "no luck");

            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta")
                    .strategy(Strategy.SEQUENTIAL)
                    .policy(Rack.policy(0).withDependents(ExecutionPolicy.Dependents.SKIP)));

            // The shortest goes first, and in sequence all others wait for it, one through the other.
            assertThat(report.moves())
                    .filteredOn(move -> move.outcome() == VmOutcome.SKIPPED)
                    .hasSize(3);
            assertThat(rack.host("alpha").vms()).hasSize(4);
        }
    }

    @Test
    void retryGoesElsewhereWhereTheDestinationWasAtFault() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .vm("a", 512)
                .host("beta", 2048)
                .host("gamma", 1024)
                .build()) {
            PreparedEvacuation prepared = rack.prepare(rack.request("alpha", "beta", "gamma"));
            assertThat(prepared.moves().get(0).destination()).isSameAs(rack.host("beta"));
            rack.world.faults().takeMemory("beta", DataSize.ofMebibytes(1900));

            EvacuationReport report = rack.finish(rack.evacuator.execute(prepared, rack.events::add));

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(rack.runsOn(Rack.of(report, "a").location(), "gamma")).isTrue();
        }
    }

    @Test
    void cancelStopsWhatRunsAndStartsNoMore() {
        try (Rack rack = Rack.usual()) {
            EvacuationRun run =
                    rack.start(rack.request("alpha", "beta", "gamma").strategy(Strategy.SEQUENTIAL));
            rack.world.advance(Duration.ofSeconds(6));

            assertThat(run.requestCancel()).isTrue();
            EvacuationReport report = rack.finish(run);

            assertThat(report.status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(report.moves())
                    .extracting(move -> move.outcome())
                    .contains(VmOutcome.MOVED, VmOutcome.CANCELLED, VmOutcome.NOT_STARTED);
            assertThat(report.moves())
                    .allSatisfy(move -> assertThat(rack.runsOn(move.location(), "alpha")
                                    || rack.runsOn(move.location(), "beta")
                                    || rack.runsOn(move.location(), "gamma"))
                            .isTrue());
            assertThat(run.requestCancel()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 700, 1500, 2500, 4000, 7000, 9500, 12000, 16000})
    void cancelIsSafeAtAnyPoint(int millis) {
        try (Rack rack = Rack.usual()) {
            EvacuationRun run = rack.start(rack.request("alpha", "beta", "gamma"));
            rack.world.advance(Duration.ofMillis(millis));

            run.requestCancel();
            EvacuationReport report = rack.finish(run);

            assertThat(report.problems()).isEmpty();
            assertThat(report.moves())
                    .allSatisfy(move -> assertThat(move.location())
                            .isInstanceOfSatisfying(
                                    VmLocation.OnHost.class,
                                    at -> assertThat(at.status().state()).isEqualTo(VmState.RUNNING)));
        }
    }

    @Test
    void cancelEndsTheWaitForARetry() {
        try (Rack rack = Rack.usual()) {
            VmId vm = rack.id("alpha", "idle-1");
            rack.world.faults().failMigration(vm, Duration.ofSeconds(1), "no luck");
            EvacuationRun run = rack.start(rack.request("alpha", "beta").vm(vm));
            rack.world.advance(Duration.ofSeconds(2));
            assertThat(rack.events).anyMatch(RunEvent.Retrying.class::isInstance);

            run.requestCancel();
            EvacuationReport report = rack.finish(run);

            assertThat(Rack.of(report, "idle-1").outcome()).isEqualTo(VmOutcome.CANCELLED);
            assertThat(rack.runsOn(Rack.of(report, "idle-1").location(), "alpha"))
                    .isTrue();
            rack.world.advance(Duration.ofSeconds(30));
            assertThat(rack.host("alpha").vm("idle-1").status().state()).isEqualTo(VmState.RUNNING);
        }
    }

    @Test
    void vmThatIsKnownNotToConverge_isNotStarted_andWhatWouldMoveItIsSaid() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .busyVm("hot", 512, 100, 384)
                .vm("cool", 128)
                .host("beta", 2048)
                .build()) {
            PreparedEvacuation prepared = rack.prepare(rack.request("alpha", "beta"));

            assertThat(prepared.plan().migrations())
                    .singleElement()
                    .satisfies(move -> assertThat(move.vm()).isEqualTo("cool"));
            assertThat(prepared.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.name()).isEqualTo("hot");
                assertThat(stay.isLeftBehind()).isTrue();
                assertThat(stay.reason()).contains("--if-stuck force", "--mode post-copy", "--auto-converge");
            });
            EvacuationReport report = rack.finish(rack.evacuator.execute(prepared, rack.events::add));
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
            assertThat(rack.host("alpha").vm("hot").status().state()).isEqualTo(VmState.RUNNING);
        }
    }

    @Test
    void vmOfWhichItIsDoubtful_isStarted_andThePlanSaysThatItIs() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .busyVm("warm", 512, 62, 384)
                .vm("cool", 128)
                .host("beta", 2048)
                .build()) {
            PreparedEvacuation prepared = rack.prepare(rack.request("alpha", "beta"));

            assertThat(prepared.staying()).isEmpty();
            assertThat(prepared.plan().migrations()).hasSize(2);
            assertThat(prepared.plan().notConverging()).isEqualTo(1);
            EvacuationReport report = rack.finish(rack.evacuator.execute(prepared, rack.events::add));
            assertThat(Rack.of(report, "warm").outcome()).isIn(VmOutcome.MOVED, VmOutcome.DID_NOT_CONVERGE);
        }
    }

    @Test
    void vmThatDoesNotConverge_isInThePlan_whereItIsForced() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .busyVm("hot", 512, 100, 384)
                .vm("cool", 128)
                .host("beta", 2048)
                .build()) {
            ExecutionPolicy forcing = ExecutionPolicy.DEFAULT.withNonConvergence(ExecutionPolicy.NonConvergence.FORCE);

            PreparedEvacuation prepared =
                    rack.prepare(rack.request("alpha", "beta").policy(forcing));

            assertThat(prepared.plan().notConverging()).isEqualTo(1);
            assertThat(prepared.staying()).isEmpty();
        }
    }

    @Test
    void vmThatDoesNotConvergeIsGivenUp() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .busyVm("hot", 512, 100, 384)
                .vm("cool", 128)
                .host("beta", 2048)
                .build()) {
            PreparedEvacuation prepared =
                    rack.prepare(rack.request("alpha", "beta").sampling(Sampling.NONE));

            EvacuationReport report = rack.finish(rack.evacuator.execute(prepared, rack.events::add));

            assertThat(Rack.of(report, "hot").outcome()).isEqualTo(VmOutcome.DID_NOT_CONVERGE);
            assertThat(rack.runsOn(Rack.of(report, "hot").location(), "alpha")).isTrue();
            assertThat(Rack.of(report, "cool").outcome()).isEqualTo(VmOutcome.MOVED);
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void vmThatWillNotConvergeIsToldEarlyAndOnce() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .busyVm("hot", 512, 100, 384)
                .vm("cool", 128)
                .host("beta", 2048)
                .build()) {
            rack.evacuate(rack.request("alpha", "beta").sampling(Sampling.NONE));

            int given = indexOf(rack.events, RunEvent.Trouble.class);
            int told = indexOf(rack.events, RunEvent.NotConverging.class);
            assertThat(told).isBetween(0, given - 1);
            assertThat(rack.events)
                    .filteredOn(RunEvent.NotConverging.class::isInstance)
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.step().subject()).isEqualTo("hot");
                        assertThat(((RunEvent.NotConverging) event).verdict().advice())
                                .isNotEmpty();
                    });
        }
    }

    @Test
    void vmsThatConvergeRaiseNoAlarm() {
        try (Rack rack = Rack.usual()) {
            rack.evacuate(rack.request("alpha", "beta", "gamma").strategy(Strategy.PARALLEL));

            assertThat(rack.events).noneMatch(RunEvent.NotConverging.class::isInstance);
        }
    }

    private static int indexOf(List<RunEvent> events, Class<? extends RunEvent> kind) {
        for (int i = 0; i < events.size(); i++) {
            if (kind.isInstance(events.get(i))) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void vmThatDoesNotConvergeIsForcedIfThePolicySaysSo() {
        try (Rack rack = Rack.of()
                .host("alpha", 2048)
                .busyVm("hot", 512, 100, 384)
                .host("beta", 2048)
                .build()) {
            EvacuationReport report = rack.evacuate(rack.request("alpha", "beta")
                    .policy(ExecutionPolicy.DEFAULT.withNonConvergence(ExecutionPolicy.NonConvergence.FORCE)));

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(Rack.of(report, "hot")
                            .statistics()
                            .orElseThrow()
                            .downtime()
                            .orElseThrow())
                    .isGreaterThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void linkThatGoesDownForGoodLeavesVmsAtTheirSource() {
        try (Rack rack = Rack.usual()) {
            EvacuationRun run = rack.start(rack.request("alpha", "beta").policy(Rack.policy(0)));
            rack.world.advance(SOON);
            rack.world.faults().linkDown("beta");

            EvacuationReport report = rack.finish(run);

            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
            assertThat(report.moves())
                    .allSatisfy(move ->
                            assertThat(rack.runsOn(move.location(), "alpha")).isTrue());
        }
    }

    @Test
    void destinationThatCrashesIsSaid() {
        try (Rack rack = Rack.usual()) {
            EvacuationRun run = rack.start(rack.request("alpha", "beta").policy(Rack.policy(0)));
            rack.world.advance(SOON);
            rack.world.faults().crashHost("beta");

            EvacuationReport report = rack.world.runUntil(run.completion());

            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
            assertThat(report.problems()).anyMatch(problem -> problem.contains("beta"));
            assertThat(report.moves())
                    .allSatisfy(move ->
                            assertThat(rack.runsOn(move.location(), "alpha")).isTrue());
        }
    }

    @Test
    void journalHasEachStepBeforeAndAfter() {
        try (Rack rack = Rack.usual()) {
            InMemoryJournal journal = new InMemoryJournal();
            rack.world.faults().failMigration(rack.id("alpha", "idle-1"), SOON, "no luck");

            rack.evacuate(rack.request("alpha", "beta").journal(journal));

            assertThat(journal.entries().get(0)).isInstanceOf(JournalEntry.RunStarting.class);
            assertThat(journal.entries().get(journal.entries().size() - 1)).isInstanceOf(JournalEntry.RunEnded.class);
            assertThat(journal.entries())
                    .filteredOn(JournalEntry.StepStarting.class::isInstance)
                    .hasSize(5);
            assertThat(journal.entries())
                    .filteredOn(JournalEntry.StepEnded.class::isInstance)
                    .hasSize(5);
        }
    }

    @Test
    void stepThatCannotBeJournalledIsNotStarted() {
        try (Rack rack = Rack.usual()) {
            EvacuationReport report =
                    rack.evacuate(rack.request("alpha", "beta").journal(entry -> {
                        if (entry instanceof JournalEntry.StepStarting starting
                                && starting.step().vm().equals(rack.id("alpha", "idle-2"))) {
                            throw new IllegalStateException("the disk is full");
                        }
                    }));

            assertThat(Rack.of(report, "idle-2").outcome()).isEqualTo(VmOutcome.FAILED);
            assertThat(Rack.of(report, "idle-2").result().attempts()).isZero();
            assertThat(Rack.of(report, "idle-2").message()).contains("the disk is full");
            assertThat(report.moved()).isEqualTo(3);
        }
    }

    @Test
    void listenerThatFailsSpoilsNothing() {
        try (Rack rack = Rack.usual()) {
            EvacuationRun run = rack.evacuator.execute(rack.prepare(rack.request("alpha", "beta")), event -> {
                throw new IllegalStateException("not in the mood");
            });

            assertThat(rack.finish(run).status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void stalledMigrationIsCancelledAndTriedAgain() {
        try (Rack rack =
                Rack.of().host("alpha", 2048).vm("a", 512).host("beta", 2048).build()) {
            ExecutionPolicy policy = ExecutionPolicy.DEFAULT
                    .withRetryDelay(Duration.ofSeconds(1), Duration.ofSeconds(1))
                    .withStallTimeout(Duration.ofSeconds(5));
            EvacuationRun run = rack.start(rack.request("alpha", "beta").policy(policy));
            rack.world.advance(Duration.ofSeconds(3));
            rack.world.faults().linkDown("beta", Duration.ofSeconds(8));

            EvacuationReport report = rack.finish(run);

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(Rack.of(report, "a").result().attempts()).isEqualTo(2);
            assertThat(rack.events)
                    .anyMatch(event -> event instanceof RunEvent.Retrying retrying
                            && retrying.why().contains("no sign of progress"));
        }
    }

    @Test
    void slowLinkIsNoStall() {
        try (Rack rack =
                Rack.of().host("alpha", 2048).vm("a", 512).host("beta", 2048).build()) {
            EvacuationReport report =
                    rack.evacuate(rack.request("alpha", "beta").bandwidth(DataRate.ofMebibytesPerSecond(2)));

            assertThat(report.status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(Rack.of(report, "a").result().attempts()).isEqualTo(1);
        }
    }
}
