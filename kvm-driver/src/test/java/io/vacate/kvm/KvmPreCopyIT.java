package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.VM;
import io.vacate.api.error.MigrationRefusedException;
import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationJob;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationOutcome;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.testbed.GuestSpec;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The options of pre-copy. That QEMU was really told is read from its own statistics or settings on the way. */
class KvmPreCopyIT extends TwoKvmHosts {
    /** Below what the guest dirties: such a pre-copy never ends by itself. */
    private static final MigrationRequest.Builder ENDLESS = MigrationRequest.builder()
            .bandwidth(DataRate.ofMebibytesPerSecond(12))
            .downtime(Duration.ofMillis(50));

    @Test
    void autoConverge_slowsTheGuestUntilItConverges() throws Exception {
        VM vm = guest(GuestSpec.named("slowed").dirtying(30, 32));
        MigrationJob job = vm.migrateTo(
                destination(),
                MigrationRequest.builder()
                        .bandwidth(DataRate.ofMebibytesPerSecond(12))
                        .downtime(Duration.ofMillis(200))
                        .autoConverge(new AutoConverge(60, 39))
                        .build());
        awaitProgress(job, progress -> progress.iteration() >= 2);

        assertThat(monitor(vm, "info migrate_parameters"))
                .containsPattern("cpu-throttle-initial: 60")
                .containsPattern("cpu-throttle-increment: 39");
        // QEMU begins to slow a guest after some rounds.
        awaitProgress(job, progress -> progress.state().isFinal() || throttled(vm));
        assertThat(job.requestSwitchOver() || job.state().isFinal()).isTrue();

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
    }

    private boolean throttled(VM vm) {
        try {
            return testbed()
                    .virsh(sourceAddress().name(), "domjobinfo", vm.name())
                    .contains("Auto converge throttle");
        } catch (RuntimeException left) {
            return true;
        }
    }

    @Test
    void xbzrle_sendsDifferences_andItsCacheCanBeResized() throws Exception {
        VM vm = guest(GuestSpec.named("differences").dirtying(16, 32));
        MigrationJob job = vm.migrateTo(
                destination(),
                MigrationRequest.builder()
                        .bandwidth(DataRate.ofMebibytesPerSecond(12))
                        .downtime(Duration.ofMillis(1))
                        .compression(Compression.XBZRLE)
                        .compressionCache(DataSize.ofMebibytes(48))
                        .build());
        awaitProgress(job, progress -> progress.iteration() >= 1);
        assertThat(cacheSize(vm)).as("48 MiB, rounded down").contains("32.000 M");

        assertThat(job.requestCompressionCache(DataSize.ofMebibytes(80))).isTrue();
        assertThat(cacheSize(vm)).contains("64.000 M");
        awaitProgress(job, progress -> progress.state().isFinal() || compressed(vm));
        job.requestBandwidth(DataRate.ofMebibytesPerSecond(400));
        job.requestDowntime(Duration.ofMillis(500));

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertThat(job.requestCompressionCache(DataSize.ofMebibytes(64))).isFalse();
        assertWellAtDestination(vm);
    }

    private String cacheSize(VM vm) {
        return testbed().virsh(sourceAddress().name(), "migrate-compcache", vm.name());
    }

    /** Tells whether pages were sent as differences. */
    private boolean compressed(VM vm) {
        return testbed().virsh(sourceAddress().name(), "domjobinfo", vm.name()).contains("Compressed pages");
    }

    @Test
    void parallelConnections_carryIt() throws Exception {
        VM vm = guest(GuestSpec.named("parallel").dirtying(8, 32));
        MigrationJob job = vm.migrateTo(
                destination(),
                MigrationRequest.builder()
                        .bandwidth(SLOW)
                        .parallelConnections(3)
                        .build());
        awaitProgress(job, transferredAtLeast(4));

        assertThat(monitor(vm, "info migrate_parameters")).contains("multifd-channels: 3");
        assertThat(monitor(vm, "info migrate_capabilities")).contains("multifd: on");
        job.requestBandwidth(DataRate.ofMebibytesPerSecond(400));

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Completed.class);
        assertWellAtDestination(vm);
    }

    @Test
    void switchOver_endsAnEndlessPreCopy_andTheVmRunsOnThere() throws Exception {
        VM vm = guest(GuestSpec.named("forced").dirtying(40, 64));
        MigrationJob job = vm.migrateTo(destination(), ENDLESS.build());
        awaitProgress(job, progress -> progress.iteration() >= 2);

        assertThat(job.requestSwitchOver()).isTrue();

        MigrationOutcome.Completed outcome = (MigrationOutcome.Completed) await(job);
        assertThat(outcome.statistics().downtime())
                .as("what it cost")
                .hasValueSatisfying(downtime -> assertThat(downtime).isGreaterThan(Duration.ofMillis(200)));
        assertThat(job.requestSwitchOver()).isFalse();
        assertWellAtDestination(vm);
    }

    @Test
    void switchOver_thenCancel_itRunsOnAtItsSource() throws Exception {
        VM vm = guest(GuestSpec.named("forced in vain").dirtying(8, 32));
        MigrationJob job = vm.migrateTo(
                destination(), MigrationRequest.builder().bandwidth(SLOW).build());
        // Asked while it gets ready: the pause must wait, or the VM would arrive paused.
        assertThat(job.requestSwitchOver()).isTrue();
        awaitProgress(job, progress -> progress.state() == MigrationState.SWITCHING_OVER);
        awaitProgress(job, transferredAtLeast(2));

        assertThat(job.requestCancel()).isTrue();

        assertThat(await(job)).isInstanceOf(MigrationOutcome.Cancelled.class);
        assertWellAtSource(vm);
    }

    @Test
    void contradictoryRequest_isRefusedByName() {
        VM vm = guest(GuestSpec.named("refused options"));
        MigrationRequest postCopyInParallel = MigrationRequest.builder()
                .mode(new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()))
                .parallelConnections(2)
                .build();

        assertThatThrownBy(() -> vm.migrateTo(destination(), postCopyInParallel))
                .isInstanceOf(MigrationRefusedException.class)
                .hasMessageContaining("parallelConnections");

        assertWellAtSource(vm);
    }

    private String monitor(VM vm, String command) {
        return testbed().virsh(sourceAddress().name(), "qemu-monitor-command", vm.name(), "--hmp", command);
    }
}
