package io.vacate.kvm;

import static io.vacate.api.host.Capability.AUTO_CONVERGE;
import static io.vacate.api.host.Capability.COMPRESSION_XBZRLE;
import static io.vacate.api.host.Capability.COMPRESSION_ZLIB;
import static io.vacate.api.host.Capability.COMPRESSION_ZSTD;
import static io.vacate.api.host.Capability.DIRTY_RATE;
import static io.vacate.api.host.Capability.PARALLEL_CONNECTIONS;
import static io.vacate.api.host.Capability.POST_COPY;
import static io.vacate.api.host.Capability.POST_COPY_BANDWIDTH;
import static io.vacate.api.host.Capability.POST_COPY_RECOVERY;
import static io.vacate.api.host.Capability.PRE_COPY;
import static io.vacate.api.host.Capability.STOP_AND_COPY;
import static io.vacate.api.host.Capability.SUSPEND_COPY_RESUME_DISK;
import static io.vacate.api.host.Capability.SUSPEND_COPY_RESUME_MEMORY;
import static io.vacate.api.host.Capability.SWITCH_OVER_BANDWIDTH;
import static io.vacate.api.host.Capability.TLS_TRANSFER;
import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.libvirt.host.LibvirtVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvmCapabilitiesTest {
    private static final LibvirtVersion QEMU_10 = new LibvirtVersion(10, 0, 2);

    @Test
    void of_libvirt90_hasAllButCompressionOfParallelConnections() {
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 0, 0), QEMU_10, true))
                .contains(
                        PRE_COPY,
                        POST_COPY,
                        POST_COPY_BANDWIDTH,
                        POST_COPY_RECOVERY,
                        STOP_AND_COPY,
                        AUTO_CONVERGE,
                        COMPRESSION_XBZRLE,
                        PARALLEL_CONNECTIONS,
                        TLS_TRANSFER,
                        DIRTY_RATE)
                .doesNotContain(COMPRESSION_ZLIB, COMPRESSION_ZSTD);
    }

    @Test
    void of_libvirt94_compressesParallelConnections() {
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 4, 0), QEMU_10, true))
                .contains(COMPRESSION_ZLIB, COMPRESSION_ZSTD);
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 4, 0), new LibvirtVersion(4, 2, 0), true))
                .doesNotContain(COMPRESSION_ZLIB, COMPRESSION_ZSTD);
    }

    @Test
    void of_oldVersions_lackWhatCameLater() {
        assertThat(KvmCapabilities.of(new LibvirtVersion(8, 4, 0), QEMU_10, true))
                .contains(POST_COPY)
                .doesNotContain(POST_COPY_RECOVERY);
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 0, 0), new LibvirtVersion(4, 2, 0), true))
                .contains(PARALLEL_CONNECTIONS)
                .doesNotContain(DIRTY_RATE);
        assertThat(KvmCapabilities.of(new LibvirtVersion(4, 4, 0), new LibvirtVersion(2, 9, 0), true))
                .contains(PRE_COPY, STOP_AND_COPY, POST_COPY, AUTO_CONVERGE)
                .doesNotContain(POST_COPY_BANDWIDTH, PARALLEL_CONNECTIONS, TLS_TRANSFER);
    }

    @Test
    void of_libvirt111_isToldTheBandwidthOfTheSwitchOver() {
        assertThat(KvmCapabilities.of(new LibvirtVersion(11, 1, 0), QEMU_10, true))
                .contains(SWITCH_OVER_BANDWIDTH);
        assertThat(KvmCapabilities.of(new LibvirtVersion(11, 0, 0), QEMU_10, true))
                .doesNotContain(SWITCH_OVER_BANDWIDTH);
        assertThat(KvmCapabilities.of(new LibvirtVersion(11, 1, 0), new LibvirtVersion(8, 1, 0), true))
                .doesNotContain(SWITCH_OVER_BANDWIDTH);
    }

    /** See libvirt's release notes of 11.4: a regression of 11.2. */
    @ParameterizedTest
    @CsvSource({"11, 1, true", "11, 2, false", "11, 3, false", "11, 4, true", "12, 2, true"})
    void of_libvirtThatCrashesWhenPostCopyIsTakenUpAgain_doesNotOfferThat(int major, int minor, boolean recovers) {
        assertThat(KvmCapabilities.of(new LibvirtVersion(major, minor, 0), QEMU_10, true)
                        .contains(POST_COPY_RECOVERY))
                .isEqualTo(recovers);
    }

    @Test
    void of_noStoragePools_doesNotSuspendCopyAndResume() {
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 0, 0), QEMU_10, true))
                .contains(SUSPEND_COPY_RESUME_DISK, SUSPEND_COPY_RESUME_MEMORY);
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 0, 0), QEMU_10, false))
                .doesNotContain(SUSPEND_COPY_RESUME_DISK, SUSPEND_COPY_RESUME_MEMORY);
    }
}
