package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.VM;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.StateReason;
import io.vacate.api.vm.VmState;
import io.vacate.testbed.GuestSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Processes that die, and memory that is not there, while a VM is on its way. */
class KvmFaultIT extends TwoKvmHosts {
    /** The destination may find out before any memory has moved, or when all is there. */
    static List<Named<MigrationMode>> modesThatNeedMemory() {
        List<Named<MigrationMode>> modes = new ArrayList<>(copyingModes());
        modes.add(Named.of("suspend-copy-resume", new MigrationMode.SuspendCopyResume(Buffer.MEMORY)));
        return modes;
    }

    @AfterEach
    void heal() {
        testbed().startLibvirtd(sourceAddress().name());
        testbed().startLibvirtd(destinationAddress().name());
    }

    @ParameterizedTest
    @MethodSource("copyingModes")
    void destinationLibvirtdKilled_staysAndTheOrphanGoesWhenItIsBack(MigrationMode mode) throws Exception {
        VM vm = guest(GuestSpec.named("survivor").dirtying(4, 32));
        MigrationJob job = underWay(vm, mode);

        testbed().killLibvirtd(destinationAddress().name());
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(job);

        assertRunsAtSource(outcome.location());
        assertThat(outcome.cause()).hasMessageContaining("survivor");
        assertThatThrownBy(destination()::vms).isInstanceOf(HostUnreachableException.class);

        testbed().startLibvirtd(destinationAddress().name());
        assertWellAtSource(vm);
        assertThat(qemusAtDestination(vm)).isZero();
        assertRetrySucceeds(vm);
    }

    @ParameterizedTest
    @MethodSource("copyingModes")
    void destinationQemuKilled_staysAndLeavesNothing(MigrationMode mode) throws Exception {
        VM vm = guest(GuestSpec.named("shell killed").dirtying(4, 32));
        MigrationJob job = underWay(vm, mode);

        testbed().killQemu(destinationAddress().name(), vm.name());
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(job);

        assertRunsAtSource(outcome.location());
        assertThat(outcome.cause()).isInstanceOf(MigrationFailedException.class).hasMessageContaining("shell killed");
        assertNothingAtDestination(vm);
        assertWellAtSource(vm);
        assertRetrySucceeds(vm);
    }

    @ParameterizedTest
    @MethodSource("copyingModes")
    void sourceLibvirtdKilledAndBack_staysAndTheSameSessionGoesOn(MigrationMode mode) throws Exception {
        VM vm = guest(GuestSpec.named("unwatched").dirtying(4, 32));
        MigrationJob job = underWay(vm, mode);

        testbed().killLibvirtd(sourceAddress().name());
        testbed().startLibvirtd(sourceAddress().name());
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(job);

        assertThat(outcome.cause()).isInstanceOf(HostUnreachableException.class);
        assertRunsAtSource(outcome.location());
        assertNothingAtDestination(vm);
        assertWellAtSource(vm);
        assertRetrySucceeds(vm);
    }

    @Test
    void sourceLibvirtdKilledForGood_whereItIsRemainsUnknown() throws Exception {
        VM vm = guest(GuestSpec.named("out of sight").dirtying(4, 32));
        MigrationJob job = underWay(vm, new MigrationMode.PreCopy());

        testbed().killLibvirtd(sourceAddress().name());
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(job);

        assertThat(outcome.location())
                .isInstanceOfSatisfying(
                        VmLocation.Unknown.class,
                        unknown -> assertThat(unknown.why())
                                .contains(
                                        source().uri() + " does not tell",
                                        destination().uri() + " does not have it"));

        testbed().startLibvirtd(sourceAddress().name());
        assertThat(vm.status().state()).isEqualTo(VmState.RUNNING);
        assertWellAtSource(vm);
    }

    @Test
    void sourceQemuKilled_isLost() throws Exception {
        VM vm = guest(GuestSpec.named("lost"));
        MigrationJob job = underWay(vm, new MigrationMode.PreCopy());

        testbed().killQemu(sourceAddress().name(), vm.name());
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(job);

        assertThat(outcome.location()).isInstanceOf(VmLocation.Lost.class);
        assertNothingAtDestination(vm);
    }

    @Test
    void vmEndedOnTheWay_isOffNotLost() throws Exception {
        VM vm = guest(GuestSpec.named("ended").asTransient());
        MigrationJob job = underWay(vm, new MigrationMode.PreCopy());

        vm.destroy();
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(job);

        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, on -> {
            assertThat(on.host()).isEqualTo(source().uri());
            assertThat(on.status().state()).isEqualTo(VmState.SHUT_OFF);
            assertThat(on.status().reason()).isEqualTo(StateReason.DESTROYED);
        });
        assertNothingAtDestination(vm);
    }

    @ParameterizedTest
    @MethodSource("modesThatNeedMemory")
    void destinationOutOfMemory_saysSoAndStays(MigrationMode mode) throws Exception {
        VM vm = guest(GuestSpec.named("too big").withMemoryMib(2048).filling(32));
        testbed().starve(destinationAddress().name());

        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed)
                migrate(vm, MigrationRequest.builder().mode(mode).build());

        assertThat(outcome.cause()).hasMessageContaining("too big").hasMessageContaining("Cannot allocate memory");
        assertRunsAtSource(outcome.location());
        assertNothingAtDestination(vm);
        testbed().feed(destinationAddress().name());
        assertRetrySucceeds(vm);
    }

    @Test
    void sessionClosedOnTheWay_theJobEndsHereAndGoesOnThere() throws Exception {
        VM vm = guest(GuestSpec.named("left alone").filling(32));
        MigrationJob job = underWay(vm, new MigrationMode.PreCopy());

        source().close();
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) await(job);

        assertThat(outcome.cause()).isInstanceOf(SessionClosedException.class);
        assertThat(outcome.location()).isInstanceOf(VmLocation.Unknown.class);
        assertThat(job.requestCancel()).isFalse();
        assertThat(testbed().check("left alone").badPages()).isZero();
    }

    @ParameterizedTest
    @MethodSource("copyingModes")
    void clientKilled_itGoesOnAndIsFoundByTheNext(MigrationMode mode) throws Exception {
        VM vm = guest(GuestSpec.named("orphaned job").dirtying(4, 32));
        boolean standsStill = mode instanceof MigrationMode.StopAndCopy;
        Process client = Client.start(source().uri(), destination().uri(), vm.id(), SLOW, standsStill);
        try {
            assertThat(client.inputReader().readLine()).isEqualTo(Client.COPYING);
        } finally {
            client.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }

        assertThat(vm.status().state()).isEqualTo(standsStill ? VmState.PAUSED : VmState.RUNNING);
        assertThat(destination().vm(vm.name()).status()).satisfies(shell -> {
            assertThat(shell.state()).isEqualTo(VmState.PAUSED);
            assertThat(shell.reason()).isIn(StateReason.MIGRATION, StateReason.STARTING);
        });
        awaitGone(vm);
        assertWellAtDestination(vm);
    }

    private MigrationJob underWay(VM vm, MigrationMode mode) throws InterruptedException {
        MigrationJob job = vm.migrateTo(
                destination(),
                MigrationRequest.builder().mode(mode).bandwidth(SLOW).build());
        awaitProgress(job, transferredAtLeast(4));
        return job;
    }

    private int qemusAtDestination(VM vm) {
        return testbed().countQemus(destinationAddress().name(), vm.name());
    }

    private void assertNothingAtDestination(VM vm) {
        assertThat(destination().vms()).extracting(VM::id).doesNotContain(vm.id());
        assertThat(qemusAtDestination(vm)).isZero();
    }

    /** With the sessions that were open all the time. */
    private void assertRetrySucceeds(VM vm) throws Exception {
        assertThat(migrate(vm, MigrationRequest.live())).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
    }
}
