package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.SuspendedVm.Activity;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedHost;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever merely looks changes nothing on either host, and is in nobody's way. */
class KvmLooksIT extends OneSuspendedGuest {
    @BeforeEach
    void removeBuffers() throws Exception {
        for (TestbedHost host : List.of(here, there)) {
            inHost(host, "rm", "-rf", "/var/lib/libvirt/vacate", "/dev/shm/vacate");
        }
    }

    private List<String> traces(Testbed testbed) {
        return Stream.of(here, there)
                .flatMap(host -> HostTraces.of(testbed, host).stream())
                .toList();
    }

    @Test
    void looks_makeNoDirectory_andLeaveNoPool(Testbed testbed) throws Exception {
        List<String> before = traces(testbed);

        for (Host host : List.of(source, destination)) {
            assertThat(host.suspendedVms()).isEmpty();
            assertThat(host.vms()).isNotNull();
            assertThat(host.memory().free()).isNotNull();
        }
        for (Buffer buffer : Buffer.values()) {
            assertThat(vm.preflight(destination, request(buffer).build()).findings())
                    .isEmpty();
        }
        assertThat(vm.preflight(destination, MigrationRequest.live()).findings())
                .isEmpty();
        assertThat(vm.preflight(
                                destination,
                                MigrationRequest.builder()
                                        .storageCopy(StorageCopy.FULL)
                                        .build())
                        .findings())
                .isNotNull();
        assertThatThrownBy(() -> source.resumeSuspended(vm.id(), destination)).isNotNull();

        assertThat(traces(testbed)).isEqualTo(before);
    }

    @Test
    void roomOfAMissingDirectory_isThatOfTheOneAbove(Testbed testbed) throws Exception {
        String small = "/var/lib/libvirt/small";
        Files.createDirectories(library(there).resolve("small"));
        inHost(there, "mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", small);
        try (Host full = Hosts.open(there.uri() + "?buffer-memory=" + small + "/not/yet")) {
            List<String> before = traces(testbed);

            assertThatThrownBy(() -> vm.migrateTo(full, request(Buffer.MEMORY).build()))
                    .isInstanceOf(MigrationRefusedException.class)
                    .hasMessageContaining("measured in '%s'".formatted(small));

            assertThat(traces(testbed)).isEqualTo(before);
        } finally {
            inHost(there, "umount", small);
            Files.delete(library(there).resolve("small"));
        }
    }

    @Test
    void poolOfAnAdministrator_isLookedThrough_andStaysAsItIs(Testbed testbed) throws Exception {
        String path = "/var/lib/libvirt/vacate/suspended";
        Files.createDirectories(directory(here));
        testbed.virsh(here.name(), "pool-define-as", "theirs", "dir", "--target", path);
        testbed.virsh(here.name(), "pool-start", "theirs");
        try {
            List<String> before = traces(testbed);
            assertThat(source.suspendedVms()).isEmpty();
            assertThat(vm.preflight(destination, request(Buffer.DISK).build()).findings())
                    .isEmpty();
            assertThat(traces(testbed)).isEqualTo(before);

            assertThat(TwoKvmHosts.await(
                            vm.migrateTo(destination, request(Buffer.DISK).build())))
                    .isInstanceOf(MigrationOutcome.Completed.class);
            assertThat(testbed.virsh(here.name(), "pool-list", "--name")).contains("theirs");
            assertWellAt(testbed, there);
        } finally {
            testbed.virsh(here.name(), "pool-destroy", "theirs");
            testbed.virsh(here.name(), "pool-undefine", "theirs");
        }
    }

    /** Each look ends the pool through which the migration, or another look, may be working. */
    @ParameterizedTest
    @EnumSource
    void migration_isNotDisturbedByLooksOfThisProgramAndOfAnother(Buffer buffer, Testbed testbed) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Process other = LookingChild.start(source.uri(), destination.uri());
        try {
            assertThat(other.inputReader().readLine()).isEqualTo(LookingChild.LOOKING);
            List<CompletableFuture<Void>> looks = Stream.of(source, destination)
                    .map(host -> CompletableFuture.runAsync(
                            () -> {
                                while (!over.get()) {
                                    assertThat(host.suspendedVms())
                                            .allSatisfy(state ->
                                                    assertThat(state.activity()).isEqualTo(Activity.UNDER_WAY));
                                }
                            },
                            threads))
                    .toList();

            MigrationJob job = slowJob(buffer);
            MigrationOutcome outcome = TwoKvmHosts.await(job);
            over.set(true);

            assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
            looks.forEach(CompletableFuture::join);
            assertThat(other.isAlive()).as("the other program has failed").isTrue();
        } finally {
            over.set(true);
            threads.shutdown();
            other.destroy();
            other.waitFor(1, TimeUnit.MINUTES);
        }
        assertWellAt(testbed, there);
        assertThat(testbed.virsh(here.name(), "pool-list", "--all", "--name")).isBlank();
        assertThat(testbed.virsh(there.name(), "pool-list", "--all", "--name")).isBlank();
    }

    @Test
    void interruptedProgram_isToldFromOneAtWork(Testbed testbed) throws Exception {
        assertThat(SuspendingChild.run(
                        source.uri(), destination.uri(), vm.id(), Buffer.DISK, SuspendingChild.Death.BEFORE_COPY))
                .isEqualTo(SuspendingChild.DEAD);
        List<String> before = traces(testbed);

        assertThat(source.suspendedVms()).singleElement().satisfies(state -> {
            assertThat(state.activity()).isEqualTo(Activity.INTERRUPTED);
            assertThat(state.whole()).isTrue();
            assertThat(state.name()).isEqualTo(GUEST);
        });
        assertThat(traces(testbed)).isEqualTo(before);

        source.resumeSuspended(vm.id(), destination);
        assertThat(source.suspendedVms()).extracting(SuspendedVm::id).isEmpty();
        assertThat(testbed.check(GUEST).ok()).isTrue();
    }
}
