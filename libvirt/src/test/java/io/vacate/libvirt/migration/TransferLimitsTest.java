package io.vacate.libvirt.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransferLimitsTest {
    @Test
    void downtime_beyondWhatQemuTakes_isRefusedWithTheLimit() {
        TransferLimits.requireDowntime(Duration.ofSeconds(2000));
        TransferLimits.requireDowntime(Duration.ofMillis(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        TransferLimits.requireDowntime(Duration.ofSeconds(2000).plusMillis(1)))
                .withMessageContainingAll("2000.001 s", "2000 s", "nothing was changed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransferLimits.requireDowntime(Duration.ofNanos(999_999)));
        assertThatIllegalArgumentException().isThrownBy(() -> TransferLimits.requireDowntime(Duration.ofDays(4000)));
    }

    @Test
    void cache_belowAPage_isRefusedWithTheLimit() {
        TransferLimits.requireCache(DataSize.ofBytes(4096));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TransferLimits.requireCache(DataSize.ofBytes(4095)))
                .withMessageContaining("4 KiB");
    }

    @Test
    void anyBandwidth_fits() {
        DataRate most = DataRate.ofBytesPerSecond(Long.MAX_VALUE);

        assertThat(TransferLimits.refusals(
                        MigrationRequest.builder().bandwidth(most).build()))
                .isEmpty();
        // libvirt's bound: what fits into 63 bits as B/s
        assertThat(MigrationCommand.mebibytesPerSecond(most)).isEqualTo(Long.MAX_VALUE / (1024 * 1024));
    }

    @Test
    void roundings_areSaid_andReckonedWith() {
        MigrationRequest request = MigrationRequest.builder()
                .bandwidth(DataRate.ofBytesPerSecond(3 << 19))
                .postCopyBandwidth(DataRate.ofBytesPerSecond(1000))
                .downtime(Duration.ofNanos(1_500_000))
                .compression(Compression.XBZRLE)
                .compressionCache(DataSize.ofMebibytes(100))
                .build();

        assertThat(TransferLimits.roundings(request))
                .containsExactly(
                        "bandwidth 1.5 MiB/s is rounded down to 1.0 MiB/s: libvirt takes whole MiB/s",
                        "post-copy bandwidth 1000 B/s is rounded up to 1.0 MiB/s: libvirt takes whole MiB/s",
                        "downtime 0.0015 s is rounded down to 0.001 s: libvirt takes whole milliseconds",
                        "compression cache 100 MiB is rounded down to 64 MiB: QEMU takes powers of two");

        MigrationRequest taken = TransferLimits.effective(request);

        assertThat(taken.bandwidth()).contains(DataRate.ofMebibytesPerSecond(1));
        assertThat(taken.postCopyBandwidth()).contains(DataRate.ofMebibytesPerSecond(1));
        assertThat(taken.downtime()).contains(Duration.ofMillis(1));
        assertThat(taken.compressionCache()).contains(DataSize.ofMebibytes(64));
        assertThat(TransferLimits.roundings(taken)).isEmpty();
    }

    @Test
    void longestOfAllDowntimes_isRefusedLikeOthers() {
        MigrationRequest request = MigrationRequest.builder()
                .downtime(Duration.ofSeconds(Long.MAX_VALUE, 1))
                .build();

        assertThat(TransferLimits.refusals(request))
                .singleElement()
                .asString()
                .contains("9223372036854775807.000000001 s");
        assertThat(TransferLimits.effective(request).bandwidth()).isEmpty();
    }

    @Test
    void whatIsRefused_isNotRounded() {
        MigrationRequest tooLong =
                MigrationRequest.builder().downtime(Duration.ofDays(1)).build();

        assertThat(TransferLimits.refusals(tooLong)).hasSize(1);
        assertThat(TransferLimits.effective(tooLong).downtime()).contains(Duration.ofDays(1));
    }
}
