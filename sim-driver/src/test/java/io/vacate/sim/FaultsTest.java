package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.location.HostAnswer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationOutcome.Failed;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest extends Worldly {
    private static final VmStatus RUNS_ON = new VmStatus(VmState.RUNNING, StateReason.MIGRATION_CANCELLED);
    private static final MigrationRequest POST_COPY = MigrationRequest.builder()
            .mode(new MigrationMode.PostCopy(new Trigger.Immediately()))
            .build();

    private Host alpha;
    private Host beta;

    @BeforeEach
    void openHosts() {
        alpha = open("alpha");
        beta = open("beta");
    }

    private MigrationJob underWay(MigrationRequest request) {
        MigrationJob job = alpha.vm("web").migrateTo(beta, request);
        world().advance(seconds(3));
        return job;
    }

    private static Failed failed(MigrationOutcome outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return (Failed) outcome;
    }

    private void assertAtSource(Failed failed) {
        assertThat(failed.location()).isEqualTo(new VmLocation.OnHost(alpha.uri(), RUNS_ON));
        assertThat(alpha.vm("web").status()).isEqualTo(RUNS_ON);
    }

    @Test
    void linkDownForAWhile_isWaitedOut() {
        MigrationJob job = underWay(MigrationRequest.live());
        world().faults().linkDown("beta", seconds(4));

        assertThat(run(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(world().time().elapsed()).isBetween(seconds(14), millis(14_001));
    }

    @Test
    void linkDownForGood_failsAfterTheKeepalive() {
        MigrationJob job = underWay(MigrationRequest.live());
        world().faults().linkDown("alpha");

        Failed failed = failed(run(job));

        assertThat(world().time().elapsed()).isEqualTo(seconds(3 + 28));
        assertThat(failed.cause()).isInstanceOf(MigrationFailedException.class).hasMessageContaining("link");
        assertAtSource(failed);
        assertThat(beta.vms()).isEmpty();
    }

    @Test
    void linkDownDuringPostCopy_splitsTheVm() {
        MigrationJob job = underWay(POST_COPY);
        world().faults().linkDown("beta");

        Failed failed = failed(run(job));

        assertThat(failed.location())
                .isInstanceOfSatisfying(
                        VmLocation.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("each host has a part of its memory", "Recover"));
        assertThat(beta.vm("web").status()).isEqualTo(new VmStatus(VmState.RUNNING, StateReason.POST_COPY_FAILED));
        assertThat(alpha.vm("web").status()).isEqualTo(new VmStatus(VmState.PAUSED, StateReason.POST_COPY_FAILED));
        assertThatThrownBy(() -> beta.vm("web").save("/save/web"))
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("part of its memory");
        // The rest of its memory is at the source: without that it cannot live.
        alpha.vm("web").destroy();
        assertThat(beta.vm("web").status().state()).isEqualTo(VmState.SHUT_OFF);
    }

    @Test
    void killedDestination_duringPreCopy_leavesTheVmAtItsSource() {
        MigrationJob job = underWay(MigrationRequest.live());
        world().faults().killVm("beta", "web");

        assertAtSource(failed(run(job)));
        assertThat(beta.vms()).isEmpty();
    }

    @Test
    void killedDestination_duringStopAndCopy_resumesTheSource() {
        MigrationJob job = underWay(
                MigrationRequest.builder().mode(new MigrationMode.StopAndCopy()).build());
        world().faults().killVm("beta", "web");

        assertAtSource(failed(run(job)));
    }

    @Test
    void killedDestination_duringPostCopy_losesTheVm() {
        MigrationJob job = underWay(POST_COPY);
        world().faults().killVm("beta", "web");

        Failed failed = failed(run(job));

        assertThat(failed.location()).isInstanceOf(VmLocation.Lost.class);
        assertThat(failed.cause()).hasMessageContaining("lost");
        assertThat(alpha.vm("web").status()).isEqualTo(new VmStatus(VmState.PAUSED, StateReason.POST_COPY_FAILED));
    }

    @Test
    void killedSource_endsTheVm() {
        MigrationJob job = underWay(MigrationRequest.live());
        world().faults().killVm("alpha", "web");

        assertThat(failed(run(job)).location()).isInstanceOf(VmLocation.Lost.class);
        assertThat(alpha.vm("web").status()).isEqualTo(new VmStatus(VmState.SHUT_OFF, StateReason.CRASHED));
    }

    @Test
    void abortedOnItsHost_isCancelledNotFailed() {
        MigrationJob job = underWay(MigrationRequest.live());
        world().faults().abortMigration("alpha", "web");

        assertThat(run(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertThat(alpha.vm("web").status().state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    void crashedGuestThatItsHostKeeps_holdsItsMemory() {
        long before = alpha.memory().free().bytes();

        world().faults().crashGuest("alpha", "web");

        assertThat(alpha.vm("web").status()).isEqualTo(new VmStatus(VmState.CRASHED, StateReason.CRASHED));
        assertThat(alpha.memory().free().bytes()).isEqualTo(before);
        alpha.vm("web").destroy();
        assertThat(alpha.memory().free().bytes()).isGreaterThan(before);
    }

    @Test
    void answers_tellWhatIsDeparting() {
        VmId web = alpha.vm("web").id();
        assertThat(alpha.answers(Set.of(web)))
                .hasEntrySatisfying(web, answer -> assertThat(answer).isInstanceOf(HostAnswer.Has.class));
        MigrationJob job = underWay(MigrationRequest.live());

        assertThat(alpha.answers(Set.of(web)).get(web)).isInstanceOf(HostAnswer.Sending.class);
        assertThat(beta.answers(Set.of(web)).get(web))
                .isInstanceOfSatisfying(
                        HostAnswer.Has.class,
                        there -> assertThat(there.isShell()).isTrue());
        run(job);
        assertThat(alpha.answers(Set.of(web)).get(web)).isInstanceOf(HostAnswer.HasNot.class);
    }

    @Test
    void destroyedSource_isTheUsersWill() {
        MigrationJob job = underWay(MigrationRequest.live());
        alpha.vm("web").destroy();

        assertThat(failed(run(job)).location())
                .isEqualTo(new VmLocation.OnHost(alpha.uri(), new VmStatus(VmState.SHUT_OFF, StateReason.DESTROYED)));
        assertThat(beta.vms()).isEmpty();
    }

    @Test
    void crashedDestination_leavesTheVmAtItsSource() {
        MigrationJob job = underWay(MigrationRequest.live());
        world().faults().crashHost("beta");

        assertAtSource(failed(run(job)));
        assertThatThrownBy(beta::vms).isInstanceOf(HostUnreachableException.class);
    }

    @Test
    void crashedSource_isUnknownToTheCaller() {
        MigrationJob job = underWay(MigrationRequest.live());
        world().faults().crashHost("alpha");

        Failed failed = failed(run(job));

        assertThat(failed.cause()).isInstanceOf(HostUnreachableException.class);
        assertThat(failed.location()).isInstanceOf(VmLocation.Unknown.class);
        world().faults().restart("alpha");
        assertThat(open("alpha").vm("web").status()).isEqualTo(new VmStatus(VmState.SHUT_OFF, StateReason.CRASHED));
    }

    @Test
    void crashedDaemonAtTheDestination_leavesAnOrphanUntilItRestarts() {
        MigrationJob job = underWay(MigrationRequest.live());
        world().faults().crashDaemon("beta");

        assertAtSource(failed(run(job)));
        assertThat(world().time().elapsed()).isEqualTo(millis(3100));

        world().faults().restart("beta");
        Host again = open("beta");
        assertThat(again.vms()).isEmpty();
        assertThat(again.memory().used().isZero()).isTrue();
    }

    @Test
    void crashedDaemonAtTheSource_leavesTheVmRunning() {
        MigrationJob job = underWay(MigrationRequest.live());
        world().faults().crashDaemon("alpha");

        assertThat(failed(run(job)).location()).isInstanceOf(VmLocation.Unknown.class);
        world().faults().restart("alpha");
        assertThat(open("alpha").vm("web").status()).isEqualTo(RUNS_ON);
    }

    @Test
    void lostConnection_doesNotStopTheMigration() {
        MigrationJob job = underWay(MigrationRequest.live());
        world().faults().dropConnections("alpha");

        Failed failed = failed(run(job));

        assertThat(failed.cause()).isInstanceOf(HostUnreachableException.class);
        assertThat(failed.location()).isInstanceOf(VmLocation.Unknown.class);
        world().runUntilIdle();
        assertThat(open("beta").vm("web").status()).isEqualTo(new VmStatus(VmState.RUNNING, StateReason.MIGRATED));
        assertThatThrownBy(alpha::vms).isInstanceOf(HostUnreachableException.class);
    }

    @Test
    void closedSession_endsItsJobsAndNotTheMigrations() {
        MigrationJob job = underWay(MigrationRequest.live());
        alpha.close();

        Failed failed = failed(run(job));

        assertThat(failed.cause()).isInstanceOf(SessionClosedException.class);
        assertThat(failed.location()).isInstanceOf(VmLocation.Unknown.class);
        assertThat(job.requestCancel()).isFalse();
        world().runUntilIdle();
        assertThat(beta.vm("web").status().state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    void exhaustedDestination_killsWhatArrives() {
        MigrationJob job = underWay(MigrationRequest.live());
        world().faults().exhaustMemory("beta");

        assertAtSource(failed(run(job)));
        assertThat(beta.memory().free()).isEqualTo(mebibytes(1000));
    }

    @Test
    void lostRace_forRoom_isAnOutcome() {
        use(world(vm("one", 9000), vm("two", 9000).state(VmState.SHUT_OFF)));
        Host from = open("alpha");
        Host to = open("beta");
        MigrationJob job = from.vm("one").migrateTo(to, MigrationRequest.live());
        world().faults().takeMemory("gamma", mebibytes(10_000));
        assertThatThrownBy(() -> from.vm("one").migrateTo(open("gamma"), MigrationRequest.live()))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContainingAll("on its way already", "8.8 GiB");
        assertThat(run(job)).isInstanceOf(MigrationOutcome.Completed.class);
    }

    @Test
    void announcedFailure_strikesAtItsShare() {
        world().faults().failMigration(alpha.vm("web").id(), 0.25, "the flux capacitor broke");

        Failed failed = failed(run(alpha.vm("web").migrateTo(beta, MigrationRequest.live())));

        assertThat(failed.cause()).hasMessage("the flux capacitor broke");
        assertThat(failed.statistics().transferred()).contains(mebibytes(250));
        assertAtSource(failed);
        assertThat(run(alpha.vm("web").migrateTo(beta, MigrationRequest.live())))
                .isInstanceOf(MigrationOutcome.Completed.class);
    }

    @Test
    void announcedFailure_strikesAtItsTime() {
        world().faults().failMigration(alpha.vm("web").id(), seconds(4), "the flux capacitor broke");

        failed(run(alpha.vm("web").migrateTo(beta, MigrationRequest.live())));

        assertThat(world().time().elapsed()).isEqualTo(seconds(4));
    }

    @Test
    void refusedConnections_timeOut() {
        world().faults().refuseConnections("gamma", Duration.ofMinutes(1));

        assertThatThrownBy(() -> open("gamma"))
                .isInstanceOf(HostUnreachableException.class)
                .hasMessageContaining("10000 ms");

        assertThat(world().time().elapsed()).isEqualTo(seconds(10));
        world().advance(seconds(51));
        assertThat(open("gamma").vms()).isEmpty();
    }

    @Test
    void slowCalls_takeSimulatedTime() {
        world().faults().slowCalls("alpha", seconds(2));

        alpha.vms();

        assertThat(world().time().elapsed()).isEqualTo(seconds(2));
    }

    @Test
    void plannedFault_strikesLater() {
        world().faults().at(seconds(5), faults -> faults.killVm("alpha", "web"));
        world().advance(seconds(4));
        assertThat(alpha.vm("web").status().state()).isEqualTo(VmState.RUNNING);

        world().advance(seconds(1));

        assertThat(alpha.vm("web").status().state()).isEqualTo(VmState.SHUT_OFF);
    }

    @Test
    void unknownHost_isNamed() {
        assertThatThrownBy(() -> world().faults().linkDown("omega"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("omega")
                .hasMessageContaining("alpha, beta, gamma");
    }
}
