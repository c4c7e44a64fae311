package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.VM;
import io.vacate.api.error.HypervisorException;
import io.vacate.api.error.VmStateException;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.api.vm.VmStatus;
import io.vacate.testbed.CheckResult;
import io.vacate.testbed.GuestSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** VMs that are off, that somebody paused, or that boot anew in the middle. */
class KvmStandingVmIT extends TwoKvmHosts {
    private static final MigrationRequest OFFLINE =
            MigrationRequest.builder().mode(new MigrationMode.Offline()).build();
    private static final VmStatus PAUSED = new VmStatus(VmState.PAUSED, StateReason.USER);

    @Test
    void off_movesItsDefinition_whichIsNowhereElse_andStartsThere() throws Exception {
        VM vm = guest(GuestSpec.named("off"));
        assertThatThrownBy(() -> vm.migrateTo(destination(), OFFLINE))
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("not off");
        vm.destroy();
        assertThatThrownBy(() -> vm.migrateTo(destination(), MigrationRequest.live()))
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("mode offline");

        assertThat(migrate(vm, OFFLINE)).isInstanceOf(MigrationOutcome.Completed.class);

        assertThat(source().vms()).extracting(VM::id).doesNotContain(vm.id());
        VM there = destination().vm(vm.name());
        assertThat(there.status().state()).isEqualTo(VmState.SHUT_OFF);
        there.start();
        assertThat(there.status().state()).isEqualTo(VmState.RUNNING);
    }

    @Test
    void off_withSavedMemory_stays() {
        VM vm = guest(GuestSpec.named("asleep"));
        testbed().virsh(sourceAddress().name(), "managedsave", vm.name());

        assertThatThrownBy(() -> vm.migrateTo(destination(), OFFLINE))
                .isInstanceOf(VmStateException.class)
                .hasMessageContaining("saved");

        assertThat(vm.status().state()).isEqualTo(VmState.SHUT_OFF);
        assertThat(destination().vms()).extracting(VM::id).doesNotContain(vm.id());
        vm.start();
        assertWellAtSource(vm);
    }

    @Test
    void off_andTheDestinationIsSilent_isWhereItWas() throws Exception {
        VM vm = guest(GuestSpec.named("left"));
        vm.destroy();
        MigrationOutcome outcome;
        testbed().killLibvirtd(destinationAddress().name());
        try {
            outcome = migrate(vm, OFFLINE);
        } catch (HypervisorException refused) {
            outcome = null; // it was found out before anything began
        } finally {
            testbed().startLibvirtd(destinationAddress().name());
        }
        if (outcome instanceof MigrationOutcome.Failed failed) {
            assertThat(failed.location()).isInstanceOf(VmLocation.Unknown.class);
        } else {
            assertThat(outcome).isNull();
        }
        assertThat(vm.status().state()).isEqualTo(VmState.SHUT_OFF);
    }

    @ParameterizedTest
    @MethodSource("copyingModes")
    void paused_arrivesPaused_andNobodyResumesIt(MigrationMode mode) throws Exception {
        VM vm = guest(GuestSpec.named("paused").dirtying(8, 32));
        vm.pause();

        MigrationOutcome outcome =
                migrate(vm, MigrationRequest.builder().mode(mode).build());

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(source().vms()).extracting(VM::id).doesNotContain(vm.id());
        VM there = destination().vm(vm.name());
        assertThat(there.status()).isEqualTo(PAUSED);
        there.resume();
        assertWellAtDestination(vm);
    }

    @Test
    void paused_cancelled_isPausedAtItsSource() throws Exception {
        VM vm = guest(GuestSpec.named("undecided"));
        vm.pause();
        MigrationJob job = vm.migrateTo(
                destination(),
                MigrationRequest.builder()
                        .bandwidth(DataRate.ofMebibytesPerSecond(1))
                        .build());
        awaitProgress(job, transferredAtLeast(1));
        assertThat(job.requestSwitchOver()).as("there is nothing to stop").isFalse();

        job.requestCancel();

        assertThat(await(job))
                .isInstanceOfSatisfying(
                        MigrationOutcome.Cancelled.class,
                        cancelled -> assertThat(cancelled.location())
                                .isEqualTo(new VmLocation.OnHost(source().uri(), PAUSED)));
        vm.resume();
        assertWellAtSource(vm);
    }

    @Test
    void guestThatRebootsOnItsWay_arrives_andItsBootIsNotTakenForAnEnd() throws Exception {
        VM vm = guest(GuestSpec.named("rebooting").on(new GuestSpec.Machine(1, false, true)));
        MigrationJob job = vm.migrateTo(
                destination(),
                MigrationRequest.builder()
                        .bandwidth(DataRate.ofMebibytesPerSecond(2))
                        .build());
        awaitProgress(job, transferredAtLeast(2));

        testbed().virsh(sourceAddress().name(), "qemu-monitor-command", vm.name(), "--hmp", "nmi");
        awaitProgress(job, transferredAtLeast(16));
        assertThat(job.state().isFinal()).as("%s", job.progress()).isFalse();
        job.requestBandwidth(DataRate.ofMebibytesPerSecond(1000));

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        CheckResult check = testbed().check(vm.name());
        assertThat(check.hosts()).containsExactly(destinationAddress().name());
        assertThat(check.problems()).isEqualTo(List.of("it has started anew 1 times"));
    }
}
