package io.vacate.api.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataRate;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MigrationRequestTest {
    @Test
    void live_needsNothingButPreCopy() {
        assertThat(MigrationRequest.live().requiredCapabilities()).containsExactly(Capability.PRE_COPY);
    }

    @Test
    void eachWish_needsItsCapability() {
        MigrationRequest request = MigrationRequest.builder()
                .mode(new MigrationMode.PostCopy(new MigrationMode.Trigger.AfterIterations(2)))
                .bandwidth(DataRate.ofMebibytesPerSecond(10))
                .downtime(Duration.ofMillis(300))
                .autoConverge(new AutoConverge(20, 10))
                .compression(Compression.ZSTD)
                .parallelConnections(4)
                .tlsTransfer()
                .tlsHostname("node2")
                .zeroCopy()
                .tunnelled()
                .storageCopy(StorageCopy.FULL)
                .destinationName("other")
                .destinationDefinition("<domain/>")
                .build();

        assertThat(request.requiredCapabilities())
                .containsExactlyInAnyOrder(
                        Capability.POST_COPY,
                        Capability.BANDWIDTH_LIMIT,
                        Capability.DOWNTIME_LIMIT,
                        Capability.AUTO_CONVERGE,
                        Capability.COMPRESSION_ZSTD,
                        Capability.PARALLEL_CONNECTIONS,
                        Capability.TLS_TRANSFER,
                        Capability.TLS_HOSTNAME,
                        Capability.ZERO_COPY,
                        Capability.TUNNELLED_TRANSFER,
                        Capability.STORAGE_COPY,
                        Capability.RENAME,
                        Capability.CHANGE_DEFINITION);
    }

    @Test
    void arrivingPaused_goesWithModesThatNeedNoRunningVm() {
        MigrationRequest.Builder paused = MigrationRequest.builder().arrivePaused();

        assertThat(paused.build().requiredCapabilities()).contains(Capability.ARRIVE_PAUSED);
        assertThat(paused.build().toBuilder().build().arrivesPaused()).isTrue();
        assertThat(paused.mode(new MigrationMode.StopAndCopy()).build().arrivesPaused())
                .isTrue();
        assertThatThrownBy(() -> paused.mode(new MigrationMode.PostCopy(new MigrationMode.Trigger.Immediately()))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("arrivePaused");
        assertThatThrownBy(() -> paused.mode(new MigrationMode.SuspendCopyResume(Buffer.DISK))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SuspendCopyResume");
    }

    @Test
    void holding_goesWithSuspendCopyResumeOnly() {
        MigrationRequest.Builder held = MigrationRequest.builder()
                .mode(new MigrationMode.SuspendCopyResume(Buffer.DISK))
                .holdSuspended();

        assertThat(held.build().requiredCapabilities())
                .containsExactlyInAnyOrder(Capability.SUSPEND_COPY_RESUME_DISK, Capability.HOLD_SUSPENDED);
        assertThat(held.build().toBuilder().build().holdsSuspended()).isTrue();
        assertThat(MigrationRequest.live().holdsSuspended()).isFalse();
        assertThatThrownBy(() -> held.mode(new MigrationMode.PreCopy()).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holdSuspended")
                .hasMessageContaining("PreCopy");
    }

    @Test
    void offline_goesWithNothingThatIsSent() {
        MigrationRequest.Builder offline = MigrationRequest.builder().mode(new MigrationMode.Offline());

        assertThat(offline.destinationName("new").build().requiredCapabilities())
                .containsExactlyInAnyOrder(Capability.OFFLINE_MIGRATION, Capability.RENAME);
        assertThatThrownBy(() ->
                        offline.bandwidth(DataRate.ofMebibytesPerSecond(1)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("offline", "bandwidth");
        assertThatThrownBy(() -> MigrationRequest.builder()
                        .mode(new MigrationMode.Offline())
                        .persistence(Persistence.TRANSIENT)
                        .build())
                .hasMessageContaining("transient");
    }

    @Test
    void suspendCopyResume_needsTheCapabilityOfItsBuffer() {
        assertThat(new MigrationMode.SuspendCopyResume(Buffer.DISK).requiredCapability())
                .isEqualTo(Capability.SUSPEND_COPY_RESUME_DISK);
        assertThat(new MigrationMode.SuspendCopyResume(Buffer.MEMORY).requiredCapability())
                .isEqualTo(Capability.SUSPEND_COPY_RESUME_MEMORY);
        assertThat(new MigrationMode.StopAndCopy().requiredCapability()).isEqualTo(Capability.STOP_AND_COPY);
    }

    @Test
    void valuesOutOfRange_areRefusedWithNameAndValue() {
        MigrationRequest.Builder builder = MigrationRequest.builder();

        assertThatThrownBy(() -> builder.bandwidth(DataRate.ZERO)).hasMessageContaining("bandwidth");
        assertThatThrownBy(() -> builder.downtime(Duration.ofNanos(1))).hasMessageContaining("downtime");
        assertThatThrownBy(() -> builder.parallelConnections(0)).hasMessageContaining("parallelConnections (0)");
        assertThatThrownBy(() -> new AutoConverge(0, 10)).hasMessageContaining("initialPercent (0)");
        assertThatThrownBy(() -> new MigrationMode.Trigger.AfterIterations(0)).hasMessageContaining("iterations (0)");
        assertThatThrownBy(() -> new MigrationMode.Trigger.AfterTime(Duration.ZERO))
                .hasMessageContaining("time");
    }
}
