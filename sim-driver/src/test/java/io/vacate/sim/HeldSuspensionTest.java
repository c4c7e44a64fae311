package io.vacate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.InsufficientCapacityException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmState;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A VM of 1000 MiB is suspended for 20 s, and waits until it is told to proceed. */
class HeldSuspensionTest extends Worldly {
    private static final MigrationRequest HELD = MigrationRequest.builder()
            .mode(new MigrationMode.SuspendCopyResume(Buffer.DISK))
            .holdSuspended()
            .build();

    @Override
    SimWorld defaultWorld() {
        SimHost.Storage slow = new SimHost.Storage(
                DataRate.ofMebibytesPerSecond(50), DataRate.ofMebibytesPerSecond(50), mebibytes(4000));
        return SimWorld.builder()
                .costs(SimCosts.NONE)
                .checkInvariants()
                .host(host("alpha").disk(slow).vm(vm("web", 1000).build()).build())
                .host(host("beta").disk(slow).build())
                .host(host("gamma")
                        .disk(slow)
                        .without(Capability.HOLD_SUSPENDED)
                        .vm(vm("old", 100).build())
                        .build())
                .build();
    }

    private DataSize free(String host) {
        return open(host).memory().free();
    }

    private MigrationJob held() {
        MigrationJob job = migrate("web", "alpha", "beta", HELD);
        CompletableFuture<Void> suspended = job.suspended().toCompletableFuture();
        world().advance(seconds(10));
        assertThat(suspended).isNotDone();
        world().advance(seconds(60));
        assertThat(suspended).isCompleted();
        assertThat(job.state()).isEqualTo(MigrationState.COPYING);
        assertThat(job.progress().phase()).contains(Phase.SUSPEND);
        return job;
    }

    @Test
    void itsMemoryIsFree_andNoneIsTakenAtTheDestination_untilItProceeds() {
        DataSize before = free("alpha");
        DataSize there = free("beta");
        MigrationJob job = held();
        assertThat(free("alpha")).isGreaterThanOrEqualTo(before.plus(mebibytes(1000)));
        assertThat(free("beta")).isEqualTo(there);

        assertThat(job.requestProceed()).isTrue();
        assertThat(job.requestProceed()).isFalse();

        MigrationOutcome outcome = run(job);
        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(outcome.statistics().phases().get(Phase.SUSPEND)).isLessThan(seconds(21));
        assertThat(outcome.statistics().downtime().orElseThrow()).isGreaterThan(seconds(70));
        assertThat(open("beta").vm("web").status().state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    void toldBeforeItIsSuspended_itDoesNotStop() {
        MigrationJob job = migrate("web", "alpha", "beta", HELD);
        assertThat(job.requestProceed()).isTrue();

        assertThat(run(job)).isInstanceOf(MigrationOutcome.Completed.class);
    }

    @Test
    void cancelledWhileHeld_itRunsOnAtItsSource() {
        DataSize before = free("alpha");
        MigrationJob job = held();

        job.requestCancel();

        assertThat(run(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertThat(open("alpha").vm("web").status().state()).isEqualTo(VmState.RUNNING);
        assertThat(free("alpha")).isEqualTo(before);
    }

    @Test
    void cancelledWhenItsRoomIsTaken_itStaysSuspended() {
        MigrationJob job = held();
        world().faults().exhaustMemory("alpha");

        job.requestCancel();

        MigrationOutcome.Failed failed = (MigrationOutcome.Failed) run(job);
        assertThat(failed.cause()).isInstanceOf(InsufficientCapacityException.class);
        assertThat(failed.location()).isInstanceOf(VmLocation.Suspended.class);
        assertThat(open("alpha").suspendedVms()).hasSize(1);
    }

    @Test
    void noRoomAtTheDestination_whenItProceeds_bringsItBack() {
        MigrationJob job = held();
        world().faults().exhaustMemory("beta");

        job.requestProceed();

        MigrationOutcome.Failed failed = (MigrationOutcome.Failed) run(job);
        assertThat(failed.cause()).isInstanceOf(InsufficientCapacityException.class);
        assertThat(open("alpha").vm("web").status().state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    void connectionLostWhileHeld_leavesItSuspended() {
        MigrationJob job = held();
        world().faults().dropConnections("alpha");

        MigrationOutcome.Failed failed = (MigrationOutcome.Failed) run(job);

        assertThat(failed.location()).isInstanceOf(VmLocation.Suspended.class);
        assertThat(open("alpha").suspendedVms())
                .singleElement()
                .satisfies(left -> assertThat(left.whole()).isTrue());
    }

    @Test
    void hostThatCannotHold_refuses() {
        assertThatThrownBy(() -> migrate("old", "gamma", "beta", HELD))
                .isInstanceOf(UnsupportedCapabilityException.class)
                .hasMessageContaining("HOLD_SUSPENDED");
    }

    @Test
    void jobThatIsNotHeld_isSuspendedWhenItEnds() {
        MigrationJob job = migrate("web", "alpha", "beta", MigrationRequest.live());
        CompletableFuture<Void> suspended = job.suspended().toCompletableFuture();
        assertThat(job.requestProceed()).isFalse();
        assertThat(suspended).isNotDone();

        run(job);

        assertThat(suspended).isCompleted();
    }
}
