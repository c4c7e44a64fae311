package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.error.HostUnreachableException;
import io.vacate.api.error.MigrationFailedException;
import io.vacate.api.error.SessionClosedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.spi.SessionOptions;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmState;
import io.vacate.libvirt.suspend.SuspendStep;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedHost;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
        assertRetrySucceeds(testbed, Buffer.DISK);
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

    @Test
    void sourceLibvirtdKilled_whileSuspending_runsOnAtTheSource(Testbed testbed) throws Exception {
        ProcessHandle libvirtd = libvirtd(here);
        MigrationOutcome.Failed outcome;
        try (KvmSession from = open(here);
                KvmSession to = open(there)) {
            from.suspension().observe(step -> {
                if (step == SuspendStep.SAVE) {
                    SuspendingChild.when(
                            () -> from.status(vm.id()).state() == VmState.PAUSED, libvirtd::destroyForcibly);
                }
            });
            MigrationJob job = from.migrate(vm.id(), to, request(Buffer.DISK).build());
            libvirtd.onExit().get(1, TimeUnit.MINUTES);
            testbed.startLibvirtd(here.name());
            outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);
        }

        assertThat(outcome.cause()).isInstanceOf(HostUnreachableException.class);
        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        source.close();
        source = Hosts.open(here.uri().toString());
        assertWellAt(testbed, here);
    }

    @Test
    void destinationQemuKilled_onceRestored_resumesAtTheSource(Testbed testbed) throws Exception {
        MigrationOutcome.Failed outcome;
        try (KvmSession from = open(here);
                KvmSession to = open(there)) {
            from.suspension().observe(step -> {
                if (step == SuspendStep.COMMIT) {
                    testbed.killQemu(there.name(), GUEST);
                    awaitThat(() ->
                            to.vms().stream().noneMatch(other -> other.id().equals(vm.id())));
                }
            });
            outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(
                    from.migrate(vm.id(), to, request(Buffer.MEMORY).build()));
        }

        assertThat(outcome.cause())
                .isInstanceOf(MigrationFailedException.class)
                .hasMessageContaining("before it could run");
        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        assertWellAt(testbed, here);
    }

    @Test
    void bufferRunsFull_whileSuspending_runsOnAtTheSource(Testbed testbed) throws Exception {
        String small = "/var/lib/libvirt/small";
        Files.createDirectories(library(here).resolve("small"));
        inHost(here, "mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", small);
        MigrationOutcome.Failed outcome;
        try (KvmSession from = open(here.uri() + "?buffer-memory=" + small);
                KvmSession to = open(there)) {
            from.suspension().observe(step -> {
                if (step == SuspendStep.SAVE) {
                    // Somebody else's file, after the room was checked.
                    takeUp("240M", small + "/else");
                }
            });
            outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(
                    from.migrate(vm.id(), to, request(Buffer.MEMORY).build()));
        } finally {
            inHost(here, "umount", small);
        }

        assertThat(outcome.cause()).isInstanceOf(MigrationFailedException.class);
        assertThat(outcome.cause().nativeError()).isPresent();
        TwoKvmHosts.assertRunsAt(HostUri.parse(here.uri() + "?buffer-memory=" + small), outcome.location());
        assertWellAt(testbed, here);
    }

    @Test
    void sessionClosed_whileCopying_canBeEndedOverAnother(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.MEMORY);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(8));

        destination.close();
        MigrationOutcome.Failed outcome = (MigrationOutcome.Failed) TwoKvmHosts.await(job);

        assertThat(outcome.cause()).isInstanceOf(SessionClosedException.class);
        assertThat(outcome.location())
                .isInstanceOfSatisfying(
                        VmLocation.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("suspendedVms()"));
        destination = Hosts.open(there.uri().toString());
        awaitThat(() ->
                source.suspendedVms().stream().anyMatch(state -> state.activity() != SuspendedVm.Activity.UNDER_WAY));
        assertThat(source.resumeSuspended(vm.id(), destination).host()).isSameAs(source);
        assertWellAt(testbed, here);
    }

    private void takeUp(String size, String file) {
        try {
            inHost(here, "fallocate", "-l", size, file);
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static KvmSession open(TestbedHost host) {
        return open(host.uri().toString());
    }

    private static KvmSession open(String uri) {
        return (KvmSession) new KvmDriver().open(HostUri.parse(uri), SessionOptions.DEFAULT);
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
