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
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmState;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.RealTestbed;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedHost;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealTestbed(hosts = 2)
class KvmFaultIT {
    private static final MigrationRequest SLOWLY = MigrationRequest.builder()
            .bandwidth(DataRate.ofMebibytesPerSecond(8))
            .build();

    private List<TestbedHost> addresses;
    private Host source;
    private Host destination;

    @BeforeEach
    void open(Testbed testbed) {
        addresses = testbed.hosts();
        source = Hosts.open(addresses.get(0).uri().toString());
        destination = Hosts.open(addresses.get(1).uri().toString());
    }

    @AfterEach
    void close(Testbed testbed) {
        source.close();
        destination.close();
        testbed.startLibvirtd(addresses.get(1).name());
    }

    @Test
    void destinationLibvirtdKilled_failsAndTheVmRunsOnAtItsSource(Testbed testbed) throws Exception {
        testbed.guest(addresses.get(0).name(), GuestSpec.named("survivor").dirtying(4, 32));
        VM vm = source.vm("survivor");
        MigrationJob job = vm.migrateTo(destination, SLOWLY);
        KvmMigrationIT.awaitProgress(job, progress -> progress.state() == MigrationState.COPYING);

        testbed.killLibvirtd(addresses.get(1).name());
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) KvmMigrationIT.await(job);

        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, on -> {
            assertThat(on.host()).isEqualTo(source.uri());
            assertThat(on.status().state()).isEqualTo(VmState.RUNNING);
        });
        assertThat(outcome.cause()).hasMessageContaining("survivor");
        assertThatThrownBy(destination::vms).isInstanceOf(HostUnreachableException.class);

        testbed.startLibvirtd(addresses.get(1).name());
        KvmMigrationIT.assertWell(testbed, vm, addresses.get(0));
        try (Host again = Hosts.open(addresses.get(1).uri().toString())) {
            assertThat(KvmMigrationIT.await(vm.migrateTo(again, MigrationRequest.live())))
                    .as("a retry")
                    .isInstanceOf(MigrationOutcome.Completed.class);
        }
        KvmMigrationIT.assertWell(testbed, vm, addresses.get(1));
    }

    @Test
    void sessionClosedOnTheWay_theJobEndsHereAndGoesOnThere(Testbed testbed) throws Exception {
        testbed.guest(addresses.get(0).name(), GuestSpec.named("left alone").filling(32));
        VM vm = source.vm("left alone");
        MigrationJob job = vm.migrateTo(destination, SLOWLY);
        KvmMigrationIT.awaitProgress(job, progress -> progress.state() == MigrationState.COPYING);

        source.close();
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) KvmMigrationIT.await(job);

        assertThat(outcome.cause()).isInstanceOf(SessionClosedException.class);
        assertThat(outcome.location()).isInstanceOf(VmLocation.Unknown.class);
        assertThat(job.requestCancel()).isFalse();
        assertThat(testbed.check("left alone").badPages()).isZero();
    }
}
