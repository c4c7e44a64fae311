package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.OperationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A suspend-copy-resume that broke off. On disks of 50 MiB/s and a link of 100 MiB/s a VM of 1000 MiB is suspended for 20 s,
 * then copied for 20 s, then resumed within 20 s.
 */
class InterruptedSuspensionTest extends Worldly {
    private VmId web;

    @Override
    SimWorld defaultWorld() {
        SimHost.Storage slow = new SimHost.Storage(
                DataRate.ofMebibytesPerSecond(50), DataRate.ofMebibytesPerSecond(50), mebibytes(4000));
        return SimWorld.builder()
                .costs(SimCosts.NONE)
                .checkInvariants()
                .host(host("alpha")
                        .disk(slow)
                        .memoryBuffer(slow)
                        .vm(vm("web", 1000).build())
                        .build())
                .host(host("beta").disk(slow).memoryBuffer(slow).build())
                .build();
    }

    @BeforeEach
    void findVm() {
        web = open("alpha").vm("web").id();
    }

    private MigrationJob inPhase(Phase phase, Buffer buffer) {
        MigrationJob job = migrate(
                "web",
                "alpha",
                "beta",
                MigrationRequest.builder()
                        .mode(new MigrationMode.SuspendCopyResume(buffer))
                        .build());
        world().advance(seconds(
                switch (phase) {
                    case SUSPEND -> 10;
                    case TRANSFER -> 30;
                    default -> 50;
                }));
        assertThat(job.progress().phase()).contains(phase);
        return job;
    }

    private VmLocation failedLocation(MigrationJob job) {
        return ((MigrationOutcome.Failed) run(job)).location();
    }

    @ParameterizedTest
    @EnumSource(Buffer.class)
    void connectionLostWhileCopying_leavesTheVmSuspendedAndItCanBeResumed(Buffer buffer) {
        MigrationJob job = inPhase(Phase.TRANSFER, buffer);
        world().faults().dropConnections("alpha");

        VmLocation location = failedLocation(job);

        Host alpha = open("alpha");
        SuspendedVm left = alpha.suspendedVms().get(0);
        assertThat(location).isEqualTo(new VmLocation.Suspended(alpha.uri(), left.file()));
        assertThat(left.whole()).isTrue();
        assertThat(left.size()).isEqualTo(mebibytes(1000));
        assertThat(open("beta").suspendedVms())
                .singleElement()
                .satisfies(part -> assertThat(part.whole()).isFalse());
        assertThatThrownBy(() -> alpha.vm("web").start())
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("waiting to be resumed");

        assertThat(alpha.resumeSuspended(web, open("beta")).host().uri()).isEqualTo(alpha.uri());

        assertRunsAlone("alpha");
    }

    @Test
    void sessionClosedWhileSuspending_parksTheVmOnceItIsWritten() {
        Host beta = open("beta");
        Host alpha = open("alpha");
        MigrationJob job = alpha.vm("web")
                .migrateTo(
                        beta,
                        MigrationRequest.builder()
                                .mode(new MigrationMode.SuspendCopyResume(Buffer.DISK))
                                .build());
        world().advance(seconds(10));
        alpha.close();
        assertThat(failedLocation(job)).isInstanceOf(VmLocation.Unknown.class);
        assertThat(open("alpha").suspendedVms()).isEmpty();

        world().advance(seconds(11));

        assertThat(open("alpha").suspendedVms()).hasSize(1);
        open("alpha").resumeSuspended(web, beta);
        assertRunsAlone("alpha");
    }

    @Test
    void connectionLostWhileResuming_endsAtTheDestinationWithBuffersLeft() {
        inPhase(Phase.RESUME, Buffer.DISK);
        world().faults().dropConnections("alpha");
        world().advance(seconds(60));
        assertThat(open("alpha").suspendedVms()).hasSize(1);
        assertThat(open("beta").vm("web").status().state()).isEqualTo(VmState.RUNNING);

        Host owner = open("alpha").resumeSuspended(web, open("beta")).host();

        assertThat(owner.uri()).isEqualTo(open("beta").uri());
        assertRunsAlone("beta");
    }

    @Test
    void sourceWithoutPower_keepsWhatIsOnDisk() {
        MigrationJob job = inPhase(Phase.TRANSFER, Buffer.DISK);
        world().faults().crashHost("alpha");
        assertThat(failedLocation(job)).isInstanceOf(VmLocation.Suspended.class);
        world().faults().restart("alpha");

        // From the other side, too.
        Host owner = open("beta").resumeSuspended(web, open("alpha")).host();

        assertThat(owner.uri()).isEqualTo(open("alpha").uri());
        assertRunsAlone("alpha");
    }

    @Test
    void sourceWithoutPower_losesWhatIsInMemory() {
        MigrationJob job = inPhase(Phase.TRANSFER, Buffer.MEMORY);
        world().faults().crashHost("alpha");

        assertThat(failedLocation(job)).isInstanceOf(VmLocation.Unknown.class);
        world().faults().restart("alpha");
        assertThat(open("alpha").suspendedVms()).isEmpty();
    }

    @Test
    void sourceDaemonKilled_leavesTheVmSuspended() {
        MigrationJob job = inPhase(Phase.TRANSFER, Buffer.MEMORY);
        world().faults().crashDaemon("alpha");

        assertThat(failedLocation(job)).isInstanceOf(VmLocation.Suspended.class);
        world().faults().restart("alpha");
        open("alpha").resumeSuspended(web, open("beta"));
        assertRunsAlone("alpha");
    }

    @Test
    void failureWithTheProgramStillThere_resumesAtTheSourceAtOnce() {
        MigrationJob job = inPhase(Phase.TRANSFER, Buffer.DISK);
        world().faults().crashDaemon("beta");

        assertThat(failedLocation(job)).isInstanceOf(VmLocation.OnHost.class);
        world().faults().restart("beta");
        assertRunsAlone("alpha");
    }

    @Test
    void otherHostThatDoesNotAnswer_isNoPlaceToConcludeFrom() {
        inPhase(Phase.TRANSFER, Buffer.DISK);
        world().faults().dropConnections("alpha");
        Host beta = open("beta");
        world().faults().crashDaemon("beta");

        assertThatThrownBy(() -> open("alpha").resumeSuspended(web, beta)).isInstanceOf(HostUnreachableException.class);
        assertThat(open("alpha").suspendedVms()).hasSize(1);
    }

    @Test
    void nothingThere_isSaid() {
        VmId ghost = new VmId(new UUID(7, 7));

        assertThatThrownBy(() -> open("alpha").resumeSuspended(ghost, open("beta")))
                .isInstanceOf(UnknownVmException.class)
                .hasMessageContaining(ghost.toString());
    }

    @Test
    void onlyAnUnfinishedCopy_isNotResumed() {
        inPhase(Phase.TRANSFER, Buffer.MEMORY);
        world().faults().dropConnections("alpha");
        world().faults().crashHost("alpha");
        world().faults().restart("alpha");

        assertThatThrownBy(() -> open("alpha").resumeSuspended(web, open("beta")))
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("unfinished");
    }

    private void assertRunsAlone(String host) {
        assertThat(open(host).vm("web").status().state()).isEqualTo(VmState.RUNNING);
        for (String name : new String[] {"alpha", "beta"}) {
            assertThat(open(name).suspendedVms()).isEmpty();
            assertThat(open(name).memory().used()).isEqualTo(mebibytes(name.equals(host) ? 1000 : 0));
        }
        world().assertInvariants();
    }
}
