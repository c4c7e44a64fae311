package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.testbed.GuestSpec;
import io.vacate.testbed.TestbedHost;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The link between the hosts breaks while a VM is on its way; both still answer this program, by another way. */
class KvmBrokenLinkIT extends TwoKvmHosts {
    private Host sourceByAnotherWay;
    private Host destinationByAnotherWay;

    @BeforeEach
    void openByAnotherWay() {
        sourceByAnotherWay = Hosts.open(byAnotherWay(sourceAddress()));
        destinationByAnotherWay = Hosts.open(byAnotherWay(destinationAddress()));
    }

    @AfterEach
    void heal() {
        testbed().plugIn(destinationAddress().name());
        sourceByAnotherWay.close();
        destinationByAnotherWay.close();
    }

    private static String byAnotherWay(TestbedHost host) {
        return "kvm+unix:///system?socket=%s&peer=%s".formatted(host.socket(), host.uri());
    }

    @ParameterizedTest
    @MethodSource("copyingModes")
    void fourSeconds_itArrives(MigrationMode mode) throws Exception {
        VM vm = guest(GuestSpec.named("delayed").dirtying(4, 32));
        MigrationJob job = underWay(vm, mode);

        testbed().unplug(destinationAddress().name());
        TimeUnit.SECONDS.sleep(4);
        testbed().plugIn(destinationAddress().name());

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
    }

    @ParameterizedTest
    @MethodSource("copyingModes")
    void forGood_itStaysAndItsShellIsRemoved(MigrationMode mode) throws Exception {
        VM vm = guest(GuestSpec.named("cut off").dirtying(4, 32));
        MigrationJob job = underWay(vm, mode);

        testbed().unplug(destinationAddress().name());
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(job);

        assertThat(outcome.cause()).hasMessageContaining("cut off");
        assertRunsAt(sourceByAnotherWay.uri(), outcome.location());
        assertThat(destinationByAnotherWay.vms()).extracting(VM::id).doesNotContain(vm.id());
        assertThat(testbed().countQemus(destinationAddress().name(), vm.name())).isZero();

        testbed().plugIn(destinationAddress().name());
        assertWellAtSource(vm);
        assertThat(await(sourceByAnotherWay.vm(vm.name()).migrateTo(destinationByAnotherWay, MigrationRequest.live())))
                .as("a retry")
                .isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
    }

    private MigrationJob underWay(VM vm, MigrationMode mode) throws InterruptedException {
        MigrationJob job = sourceByAnotherWay
                .vm(vm.name())
                .migrateTo(
                        destinationByAnotherWay,
                        MigrationRequest.builder().mode(mode).bandwidth(SLOW).build());
        awaitProgress(job, transferredAtLeast(4));
        return job;
    }
}
