package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.vm.VmState;
import io.vacate.testbed.Testbed;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KvmSuspendFaultIT extends OneSuspendedGuest {
    @Test
    void damagedCopy_isFound_andTheGuestResumesAtTheSource(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.DISK);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(16));
        Path copy = files(directory(there)).stream()
                .filter(file -> file.toString().endsWith(".copy"))
                .findFirst()
                .orElseThrow();
        try (RandomAccessFile damaged = new RandomAccessFile(copy.toFile(), "rw")) {
            damaged.seek(5 << 20);
            int right = damaged.read();
            damaged.seek(5 << 20);
            damaged.write(right ^ 1);
        }

        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);

        assertThat(outcome.cause())
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining(vm.id().toString());
        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        assertWellAt(testbed, here);
    }

    @Test
    void destinationThatCannotRestore_failsAndTheGuestResumesAtTheSource(Testbed testbed) throws Exception {
        String qemu = "/usr/bin/qemu-system-x86_64";
        MigrationJob job = slowJob(Buffer.MEMORY);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(4));
        inHost(there, "mount", "--bind", "/bin/false", qemu);
        MigrationOutcome.Failed outcome;
        try {
            outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);
        } finally {
            inHost(there, "umount", qemu);
        }

        assertThat(outcome.cause().nativeError()).isPresent();
        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        assertThat(destination.vms()).extracting(VM::id).doesNotContain(vm.id());
        assertWellAt(testbed, here);
    }

    @Test
    void destinationLibvirtdKilled_whileCopying_resumesAtTheSource_andARetrySucceeds(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.DISK);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(8));

        testbed.killLibvirtd(there.name());
        MigrationOutcome.Failed outcome;
        try {
            outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);
        } finally {
            testbed.startLibvirtd(there.name());
        }

        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        destination.close();
        destination = Hosts.open(there.uri().toString());
        assertThat(TwoKvmHosts.await(
                        vm.migrateTo(destination, request(Buffer.DISK).build())))
                .as("a retry")
                .isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAt(testbed, there);
    }

    @Test
    void sourceLibvirtdKilled_whileCopying_canBeEndedOnceItIsBack(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.DISK);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(8));

        testbed.killLibvirtd(here.name());
        MigrationOutcome.Failed outcome;
        try {
            outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);
        } finally {
            testbed.startLibvirtd(here.name());
        }

        assertThat(outcome.location()).isInstanceOf(VmLocation.Suspended.class);
        source.close();
        source = Hosts.open(here.uri().toString());
        assertThat(source.suspendedVms()).anySatisfy(state -> {
            assertThat(state.id()).isEqualTo(vm.id());
            assertThat(state.name()).isEqualTo(GUEST);
            assertThat(state.whole()).isTrue();
        });
        assertThat(source.resumeSuspended(vm.id(), destination).host()).isSameAs(source);
        assertWellAt(testbed, here);
    }

    @ParameterizedTest
    @EnumSource
    void clientKilled_theVmIsBroughtBackAtOnePlace(SuspendingChild.Death death, Testbed testbed) throws Exception {
        Buffer buffer = death.buffer();

        assertThat(SuspendingChild.run(source.uri(), destination.uri(), vm.id(), buffer, death))
                .isEqualTo(SuspendingChild.DEAD);
        assertThat(Stream.concat(source.suspendedVms().stream(), destination.suspendedVms().stream()))
                .as("%s: %s", death, buffer)
                .anySatisfy(state -> assertThat(state.id()).isEqualTo(vm.id()));
        // Either host may be asked.
        VM back = buffer == Buffer.DISK
                ? destination.resumeSuspended(vm.id(), source)
                : source.resumeSuspended(vm.id(), destination);

        boolean moved = death.compareTo(SuspendingChild.Death.BEFORE_RESUME) >= 0;
        assertThat(back.host()).isSameAs(moved ? destination : source);
        assertThat(back.status().state()).isEqualTo(VmState.RUNNING);
        assertThat(testbed.virsh(
                        (moved ? there : here).name(), "dominfo", vm.id().toString()))
                .containsPattern("Persistent:\\s+yes");
        assertThatThrownBy(() -> source.resumeSuspended(vm.id(), destination))
                .as("nothing is left to resume")
                .isInstanceOf(UnknownVmException.class);
        assertWellAt(testbed, moved ? there : here);
    }
}
