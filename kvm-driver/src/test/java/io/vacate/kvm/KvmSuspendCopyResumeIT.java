package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.Host;
import io.vacate.api.Hosts;
import io.vacate.api.VM;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.error.UnknownVmException;
import io.vacate.api.migration.Buffer;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.MigrationStatistics;
import io.vacate.api.migration.Persistence;
import io.vacate.api.migration.Phase;
import io.vacate.api.migration.VmLocation;
import io.vacate.api.preflight.Check;
import io.vacate.api.preflight.Finding;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.SuspendedVm;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import io.vacate.testbed.Testbed;
import io.vacate.testbed.TestbedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KvmSuspendCopyResumeIT extends OneSuspendedGuest {
    @ParameterizedTest
    @EnumSource
    void runningGuest_movesWhole_phaseByPhase(Buffer buffer, Testbed testbed) throws Exception {
        MigrationJob job = vm.migrateTo(destination, request(buffer).build());
        List<MigrationProgress> samples = new ArrayList<>();
        TwoKvmHosts.awaitProgress(job, progress -> {
            samples.add(progress);
            return progress.state().isFinal();
        });
        MigrationOutcome outcome = TwoKvmHosts.await(job);

        assertThat(outcome).isInstanceOf(MigrationOutcome.Completed.class);
        assertSane(outcome.statistics());
        assertThat(samples).isSortedAccordingTo((a, b) -> a.state().compareTo(b.state()));
        assertThat(samples).isSortedAccordingTo((a, b) -> a.elapsed().compareTo(b.elapsed()));
        assertThat(samples).isSortedAccordingTo((a, b) -> TwoKvmHosts.sent(a).compareTo(TwoKvmHosts.sent(b)));
        assertThat(samples)
                .flatExtracting(sample -> sample.phase().stream().toList())
                .contains(Phase.SUSPEND, Phase.TRANSFER, Phase.RESUME);
        assertThat(source.vms()).extracting(VM::id).doesNotContain(vm.id());
        assertThat(testbed.virsh(there.name(), "dominfo", vm.id().toString())).containsPattern("Persistent:\\s+yes");
        assertWellAt(testbed, there);
    }

    @Test
    void manyWhoLookAtOnce_allFindTheBufferInMemory() throws Exception {
        MigrationRequest request = request(Buffer.MEMORY).build();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<List<Finding>> look =
                    () -> vm.preflight(destination, request).findings();
            for (Future<List<Finding>> findings : threads.invokeAll(Collections.nCopies(64, look))) {
                assertThat(findings.get()).isEmpty();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static void assertSane(MigrationStatistics statistics) {
        assertThat(statistics.phases())
                .containsOnlyKeys(Phase.PREPARE, Phase.SUSPEND, Phase.TRANSFER, Phase.RESUME, Phase.FINISH)
                .allSatisfy((phase, time) -> assertThat(time).isPositive());
        assertThat(statistics.downtime())
                .hasValueSatisfying(
                        downtime -> assertThat(downtime).isPositive().isLessThan(statistics.total()));
        assertThat(statistics.transferred())
                .hasValueSatisfying(sent -> assertThat(sent).isGreaterThan(DataSize.ofMebibytes(48)));
        assertThat(statistics.transferred()).isEqualTo(statistics.memory());
    }

    @Test
    void persistence_isAsRequested(Testbed testbed) throws Exception {
        TwoKvmHosts.await(vm.migrateTo(
                destination,
                request(Buffer.MEMORY).persistence(Persistence.TRANSIENT).build()));
        assertThat(testbed.virsh(there.name(), "dominfo", vm.id().toString())).containsPattern("Persistent:\\s+no");

        TwoKvmHosts.await(destination
                .vm(GUEST)
                .migrateTo(
                        source,
                        request(Buffer.MEMORY)
                                .persistence(Persistence.PERSISTENT)
                                .build()));
        assertThat(testbed.virsh(here.name(), "dominfo", vm.id().toString())).containsPattern("Persistent:\\s+yes");
        assertWellAt(testbed, here);
    }

    @Test
    void cancel_whileCopying_resumesAtTheSource(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.DISK);
        MigrationProgress progress = TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(8));
        assertThat(progress.rate())
                .hasValueSatisfying(
                        rate -> assertThat(rate.mebibytesPerSecond()).isBetween(1.0, 20.0));
        assertThatThrownBy(() -> testbed.virsh(here.name(), "start", vm.id().toString()))
                .as("nobody boots a VM whose state is on its way")
                .isInstanceOf(TestbedException.class);

        assertThat(job.requestCancel()).isTrue();
        MigrationOutcome.Cancelled outcome = (MigrationOutcome.Cancelled) TwoKvmHosts.await(job);

        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        assertThat(testbed.virsh(here.name(), "dominfo", vm.id().toString())).containsPattern("Persistent:\\s+yes");
        assertWellAt(testbed, here);
    }

    @Test
    void cancel_whileSuspending_runsOnAtTheSource(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.DISK);
        TwoKvmHosts.awaitProgress(
                job, progress -> progress.phase().filter(Phase.SUSPEND::equals).isPresent());

        assertThat(job.requestCancel()).isTrue();
        MigrationOutcome.Cancelled outcome = (MigrationOutcome.Cancelled) TwoKvmHosts.await(job);

        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        assertWellAt(testbed, here);
    }

    private MigrationJob heldJob() {
        MigrationJob job =
                vm.migrateTo(destination, request(Buffer.DISK).holdSuspended().build());
        assertThat(job.suspended().toCompletableFuture()).succeedsWithin(Duration.ofMinutes(1));
        assertThat(job.state()).isEqualTo(MigrationState.COPYING);
        assertThat(source.vms()).extracting(VM::id).doesNotContain(vm.id());
        assertThat(destination.vms()).extracting(VM::id).doesNotContain(vm.id());
        assertThat(source.suspendedVms())
                .singleElement()
                .satisfies(held -> assertThat(held.activity()).isEqualTo(SuspendedVm.Activity.UNDER_WAY));
        return job;
    }

    @Test
    void held_waitsOutOfMemory_andRunsAtTheDestinationOnceToldToProceed(Testbed testbed) throws Exception {
        MigrationJob job = heldJob();

        assertThat(job.requestProceed()).isTrue();

        assertThat(TwoKvmHosts.await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAt(testbed, there);
    }

    @Test
    void held_cancelled_runsOnAtTheSource(Testbed testbed) throws Exception {
        MigrationJob job = heldJob();

        assertThat(job.requestCancel()).isTrue();
        MigrationOutcome.Cancelled outcome = (MigrationOutcome.Cancelled) TwoKvmHosts.await(job);

        assertThat(outcome.location()).isInstanceOfSatisfying(VmLocation.OnHost.class, this::isRunningAtSource);
        assertWellAt(testbed, here);
    }

    @Test
    void bandwidth_canBeChangedOnTheWay(Testbed testbed) throws Exception {
        MigrationJob job = slowJob(Buffer.MEMORY);
        TwoKvmHosts.awaitProgress(job, TwoKvmHosts.transferredAtLeast(4));

        assertThat(job.requestBandwidth(DataRate.ofMebibytesPerSecond(10_000))).isTrue();

        assertThat(TwoKvmHosts.await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAt(testbed, there);
    }

    @Test
    void tooLittleRoom_orNoMemory_isRefusedBeforeAnythingChanges(Testbed testbed) throws Exception {
        String small = "/var/lib/libvirt/small";
        Path seen = library(there).resolve("small");
        Files.createDirectories(seen);
        inHost(there, "mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", small);
        try (Host full = Hosts.open(there.uri() + "?buffer-memory=" + small);
                Host wrong = Hosts.open(there.uri() + "?buffer-memory=/var/lib/libvirt/on-disk")) {
            assertThatThrownBy(() -> vm.migrateTo(full, request(Buffer.MEMORY).build()))
                    .isInstanceOfSatisfying(
                            MigrationRefusedException.class,
                            refused -> assertThat(refused.findings())
                                    .allSatisfy(finding ->
                                            assertThat(finding.check()).isEqualTo(Check.BUFFER)))
                    .hasMessageContaining(small)
                    .hasMessageContaining("20");
            assertThatThrownBy(() -> vm.migrateTo(wrong, request(Buffer.MEMORY).build()))
                    .isInstanceOf(MigrationRefusedException.class)
                    .hasMessageContaining("tmpfs")
                    .hasMessageContaining("ext4");
        } finally {
            inHost(there, "umount", small);
        }
        assertThat(vm.status().state()).isEqualTo(VmState.RUNNING);
        assertWellAt(testbed, here);
    }

    @Test
    void nothingSuspended_isNamed() {
        VmId ghost = VmId.parse("12345678-1234-1234-1234-123456789abc");

        assertThatThrownBy(() -> source.resumeSuspended(ghost, destination))
                .isInstanceOf(UnknownVmException.class)
                .hasMessageContaining(ghost.toString());
    }
}
