package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.VmLocation;
import io.vacate.testbed.GuestSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KvmFaultIT extends TwoKvmHosts {
    private static final MigrationRequest SLOWLY =
            MigrationRequest.builder().bandwidth(SLOW).build();

    @AfterEach
    void heal() {
        testbed().startLibvirtd(destinationAddress().name());
    }

    @Test
    void destinationLibvirtdKilled_failsAndTheVmRunsOnAtItsSource() throws Exception {
        VM vm = guest(GuestSpec.named("survivor").dirtying(4, 32));
        MigrationJob job = vm.migrateTo(destination(), SLOWLY);
        awaitProgress(job, progress -> progress.state() == MigrationState.COPYING);

        testbed().killLibvirtd(destinationAddress().name());
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(job);

        assertRunsAtSource(outcome.location());
        assertThat(outcome.cause()).hasMessageContaining("survivor");
        assertThatThrownBy(destination()::vms).isInstanceOf(HostUnreachableException.class);

        testbed().startLibvirtd(destinationAddress().name());
        assertWellAtSource(vm);
        try (Host again = Hosts.open(destinationAddress().uri().toString())) {
            assertThat(await(vm.migrateTo(again, MigrationRequest.live())))
                    .as("a retry")
                    .isInstanceOf(MigrationOutcome.Completed.class);
        }
        assertWellAtDestination(vm);
    }

    @Test
    void sessionClosedOnTheWay_theJobEndsHereAndGoesOnThere() throws Exception {
        VM vm = guest(GuestSpec.named("left alone").filling(32));
        MigrationJob job = vm.migrateTo(destination(), SLOWLY);
        awaitProgress(job, progress -> progress.state() == MigrationState.COPYING);

        source().close();
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(job);

        assertThat(outcome.cause()).isInstanceOf(SessionClosedException.class);
        assertThat(outcome.location()).isInstanceOf(VmLocation.Unknown.class);
        assertThat(job.requestCancel()).isFalse();
        assertThat(testbed().check("left alone").badPages()).isZero();
    }
}
