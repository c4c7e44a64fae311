package io.vacate.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.VM;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.UnsupportedCapabilityException;
import io.vacate.api.host.Capability;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmState;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Ways in which libxl moves a VM, beside those of the driver contract; one guest goes there and back. */
class XenMigrationIT extends TwoXenNodes {
    @Test
    void everyWay_bringsTheVmOverWhole() throws Exception {
        needsLiveMigration();
        VM vm = guest(busy("every \"way\" <&>"));

        assertRefusals(vm);
        assertLooksChangeNothing(vm);
        VM tunnelled =
                arrived(vm, takesNoOrders(move(vm, MigrationRequest.builder().tunnelled())));
        arrived(tunnelled, move(tunnelled, MigrationRequest.builder().clientDriven()));
    }

    private static void assertRefused(VM vm, Host to, MigrationRequest.Builder request) {
        assertThatThrownBy(() -> vm.migrateTo(to, request.build())).isInstanceOf(HypervisorException.class);
    }

    private void assertRefusals(VM vm) {
        assertRefused(vm, destination(), MigrationRequest.builder().bandwidth(DataRate.ofMebibytesPerSecond(8)));
        assertRefused(
                vm,
                destination(),
                MigrationRequest.builder()
                        .mode(new MigrationMode.SuspendCopyResume(Buffer.DISK))
                        .destinationDefinition("<domain/>"));
        assertThat(vm.status().state()).isEqualTo(VmState.RUNNING);
        assertThat(destination().vms()).isEmpty();
    }

    private void assertLooksChangeNothing(VM vm) {
        List<List<String>> before = traces();

        assertThat(source().suspendedVms()).isEmpty();
        assertThat(destination().suspendedVms()).isEmpty();
        for (Buffer buffer : Buffer.values()) {
            assertThat(vm.preflight(
                                    destination(),
                                    MigrationRequest.builder()
                                            .mode(new MigrationMode.SuspendCopyResume(buffer))
                                            .build())
                            .findings())
                    .allSatisfy(finding -> assertThat(finding.message()).contains("needed in all"));
        }
        assertThat(vm.preflight(destination(), MigrationRequest.live()).findings())
                .isNotNull();
        assertThatThrownBy(() -> source().restore("/var/lib/libvirt/images/no-such-file"))
                .isInstanceOf(HypervisorException.class);

        assertThat(traces()).isEqualTo(before);
    }

    private List<List<String>> traces() {
        return List.of(traces(testbed(), sourceNode()), traces(testbed(), destinationNode()));
    }

    /** A migration that runs can be neither cancelled nor counted, and goes on. */
    private static MigrationJob takesNoOrders(MigrationJob job) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (job.state() == MigrationState.PREPARING) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(job.progress().total()).isEmpty();
        assertThat(job.progress().transferred()).isEmpty();
        assertThatThrownBy(job::requestCancel)
                .isInstanceOfSatisfying(
                        UnsupportedCapabilityException.class,
                        refusal -> assertThat(refusal.capability()).isEqualTo(Capability.CANCEL));
        return job;
    }

    private MigrationJob move(VM vm, MigrationRequest.Builder request) {
        return vm.migrateTo(vm.host().uri().equals(source().uri()) ? destination() : source(), request.build());
    }

    /** Waits until a VM has arrived; returns it there. */
    private VM arrived(VM vm, MigrationJob job) throws InterruptedException, ExecutionException, TimeoutException {
        Host to = job.destination().equals(destination().uri()) ? destination() : source();
        MigrationOutcome outcome = await(job);

        assertThat(outcome).isInstanceOfSatisfying(MigrationOutcome.Completed.class, completed -> {
            assertThat(completed.destination()).isEqualTo(to.uri());
            assertThat(completed.statistics().total()).isPositive();
        });
        assertWell(vm.name(), to == destination() ? destinationNode() : sourceNode());
        VM there = to.vm(vm.name());
        assertThat(there.id()).isEqualTo(vm.id());
        assertThat(vm.host().vms()).noneMatch(left -> left.id().equals(vm.id()));
        return there;
    }
}
