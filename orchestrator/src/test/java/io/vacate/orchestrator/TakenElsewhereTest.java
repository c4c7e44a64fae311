package io.vacate.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Host;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.VmState;
import io.vacate.model.batch.Strategy;
import io.vacate.orchestrator.execute.RunEvent;
import io.vacate.orchestrator.execute.VmMove;
import io.vacate.orchestrator.report.EvacuationReport;
import io.vacate.orchestrator.report.MoveReport;
import io.vacate.orchestrator.report.RunStatus;
import io.vacate.orchestrator.report.VmOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is said of a VM that somebody takes elsewhere, above all to another host that is to be emptied as well. */
class TakenElsewhereTest {
    private static Rack rack() {
        return Rack.of()
                .host("alpha", 4096)
                .vm("web", 300)
                .vm("db", 1500)
                .host("beta", 4096)
                .host("gamma", 4096)
                .build();
    }

    private static EvacuationRequest.Builder bothToGamma(Rack rack) {
        return EvacuationRequest.builder(rack.hosts("alpha", "beta"), rack.hosts("gamma"))
                .linkSpeed(Rack.LINK)
                .strategy(Strategy.SEQUENTIAL);
    }

    private static void move(Rack rack, String vm, String from, String to) {
        Host there = rack.world.open(to);
        rack.world.open(from).vm(vm).migrateTo(there, MigrationRequest.live());
    }

    private static void assertKeepsBetaFromBeingEmpty(Rack rack, EvacuationReport report, String vm) {
        MoveReport move = Rack.of(report, vm);
        assertThat(rack.runsOn(move.location(), "beta"))
                .as("%s", move.location())
                .isTrue();
        assertThat(move.outcome().isDone()).as("%s", move.outcome()).isFalse();
        assertThat(move.message()).contains(rack.uri("beta").toString());
        assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
    }

    @Test
    void waitingVmThatOthersMoveToAnotherSource_hasNotMoved() {
        try (Rack rack = rack()) {
            EvacuationRun run = rack.start(bothToGamma(rack));
            rack.world.advance(Duration.ofSeconds(1));
            String waiting = rack.events.stream()
                            .anyMatch(event -> event instanceof RunEvent.Started started
                                    && started.step().subject().equals("db"))
                    ? "web"
                    : "db";
            move(rack, waiting, "alpha", "beta");

            EvacuationReport report = rack.finish(run);

            // It may still be on its way when the run ends; once it has arrived, beta is not empty.
            rack.world.advance(Duration.ofMinutes(2));
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void vmThatOthersMoveToAnotherSourceBeforeItsTurn_keepsThatHostFromBeingEmpty() {
        try (Rack rack = rack()) {
            PreparedEvacuation prepared = rack.prepare(bothToGamma(rack));
            rack.world.runUntil(rack.world
                    .open("alpha")
                    .vm("web")
                    .migrateTo(rack.host("beta"), MigrationRequest.live())
                    .completion());

            EvacuationReport report = rack.finish(rack.evacuator.execute(prepared, rack.events::add));

            assertKeepsBetaFromBeingEmpty(rack, report, "web");
            assertThat(Rack.of(report, "web").outcome()).isEqualTo(VmOutcome.FAILED);
        }
    }

    @Test
    void movedVmThatOthersMoveToAnotherSource_keepsThatHostFromBeingEmpty() {
        try (Rack rack = rack()) {
            EvacuationRun run = rack.start(bothToGamma(rack));
            while (rack.events.stream().noneMatch(RunEvent.Ended.class::isInstance)) {
                rack.world.advance(Duration.ofMillis(500));
            }
            String moved = rack.events.stream()
                    .filter(RunEvent.Ended.class::isInstance)
                    .map(event -> event.step().subject())
                    .findFirst()
                    .orElseThrow();
            move(rack, moved, "gamma", "beta");

            EvacuationReport report = rack.finish(run);

            assertKeepsBetaFromBeingEmpty(rack, report, moved);
            assertThat(Rack.of(report, moved).outcome()).isEqualTo(VmOutcome.LEFT);
            assertThat(Rack.of(report, moved).message()).contains("to a host that VMs are to leave");
        }
    }

    @Test
    void stayingVmThatOthersMoveToAnotherSource_isStillLeftBehind() {
        try (Rack rack = Rack.of()
                .host("alpha", 4096)
                .vm("web", 300, VmState.PAUSED)
                .vm("db", 1500)
                .host("beta", 4096)
                .host("gamma", 4096)
                .build()) {
            EvacuationRun run = rack.start(bothToGamma(rack));
            rack.world.advance(Duration.ofMillis(500));
            rack.world.open("alpha").vm("web").resume();
            move(rack, "web", "alpha", "beta");

            EvacuationReport report = rack.finish(run);

            assertThat(report.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.location()).isInstanceOf(VmLocation.OnHost.class);
                assertThat(rack.runsOn(stay.location(), "beta")).isTrue();
                assertThat(stay.isLeftBehind()).isTrue();
                assertThat(stay.reason()).contains("to be emptied");
            });
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void stayingVmThatCrashesMeanwhile_isSaidToHaveEndedAgainstItsWill() {
        try (Rack rack = Rack.of()
                .host("alpha", 4096)
                .vm("web", 300, VmState.PAUSED)
                .vm("db", 1500)
                .host("gamma", 4096)
                .build()) {
            EvacuationRun run = rack.start(rack.request("alpha", "gamma"));
            rack.world.advance(Duration.ofMillis(500));
            rack.world.faults().killVm("alpha", "web");

            EvacuationReport report = rack.finish(run);

            assertThat(report.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.location()).isInstanceOf(VmLocation.Lost.class);
                assertThat(stay.reason())
                        .contains("ended against its will")
                        .doesNotContain("resume it or shut it down");
            });
            assertThat(report.status()).isEqualTo(RunStatus.INCOMPLETE);
        }
    }

    @Test
    void vmThatOthersMoveAwayWhileVmsAreWatched_isNotSaidToHaveEnded() {
        try (Rack rack = Rack.of()
                .host("alpha", 4096)
                .vm("web", 20)
                .busyVm("db", 1500, 40, 300)
                .host("beta", 4096)
                .host("gamma", 4096)
                .build()) {
            CompletableFuture<PreparedEvacuation> preparing = rack.evacuator
                    .prepareAsync(rack.request("alpha", "gamma").build())
                    .toCompletableFuture();
            rack.world.runUntil(rack.world
                    .open("alpha")
                    .vm("web")
                    .migrateTo(rack.host("beta"), MigrationRequest.live())
                    .completion());

            PreparedEvacuation prepared = rack.world.runUntil(preparing);

            assertThat(prepared.moves()).extracting(VmMove::subject).containsExactly("db");
            assertThat(prepared.staying()).singleElement().satisfies(stay -> {
                assertThat(stay.location()).isInstanceOf(VmLocation.Unknown.class);
                assertThat(stay.reason()).contains("do not start it anew");
            });
        }
    }
}
