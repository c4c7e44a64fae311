package io.vacate.kvm;

import static io.vacate.api.host.Capability.AUTO_CONVERGE;
import static io.vacate.api.host.Capability.COMPRESSION_XBZRLE;
import static io.vacate.api.host.Capability.COMPRESSION_ZLIB;
import static io.vacate.api.host.Capability.COMPRESSION_ZSTD;
import static io.vacate.api.host.Capability.CPU_PINNING;
import static io.vacate.api.host.Capability.CPU_SCHEDULING;
import static io.vacate.api.host.Capability.DIRTY_RATE;
import static io.vacate.api.host.Capability.HOLD_SUSPENDED;
import static io.vacate.api.host.Capability.MEMORY_TARGET;
import static io.vacate.api.host.Capability.PARALLEL_CONNECTIONS;
import static io.vacate.api.host.Capability.POST_COPY;
import static io.vacate.api.host.Capability.POST_COPY_BANDWIDTH;
import static io.vacate.api.host.Capability.POST_COPY_RECOVERY;
import static io.vacate.api.host.Capability.PRE_COPY;
import static io.vacate.api.host.Capability.STOP_AND_COPY;
import static io.vacate.api.host.Capability.SUSPEND_COPY_RESUME_DISK;
import static io.vacate.api.host.Capability.SUSPEND_COPY_RESUME_MEMORY;
import static io.vacate.api.host.Capability.SWITCH_OVER_BANDWIDTH;
import static io.vacate.api.host.Capability.TLS_HOSTNAME;
import static io.vacate.api.host.Capability.TLS_TRANSFER;
import static io.vacate.api.host.Capability.ZERO_COPY;
import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.libvirt.host.LibvirtVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KvmCapabilitiesTest {
    private static final LibvirtVersion QEMU_10 = new LibvirtVersion(10, 0, 2);

    @Test
    void of_libvirt90_hasAllButCompressionOfParallelConnections() {
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 0, 0), QEMU_10, true, true))
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
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 4, 0), QEMU_10, true, true))
                .contains(COMPRESSION_ZLIB, COMPRESSION_ZSTD);
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 4, 0), new LibvirtVersion(4, 2, 0), true, true))
                .doesNotContain(COMPRESSION_ZLIB, COMPRESSION_ZSTD);
    }

    @Test
    void of_oldVersions_lackWhatCameLater() {
        assertThat(KvmCapabilities.of(new LibvirtVersion(8, 4, 0), QEMU_10, true, true))
                .contains(POST_COPY)
                .doesNotContain(POST_COPY_RECOVERY);
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 0, 0), new LibvirtVersion(4, 2, 0), true, true))
                .contains(PARALLEL_CONNECTIONS)
                .doesNotContain(DIRTY_RATE);
        assertThat(KvmCapabilities.of(new LibvirtVersion(4, 4, 0), new LibvirtVersion(2, 9, 0), true, true))
                .contains(PRE_COPY, STOP_AND_COPY, POST_COPY, AUTO_CONVERGE)
                .doesNotContain(POST_COPY_BANDWIDTH, PARALLEL_CONNECTIONS, TLS_TRANSFER);
    }

    @Test
    void of_libvirt111_isToldTheBandwidthOfTheSwitchOver() {
        assertThat(KvmCapabilities.of(new LibvirtVersion(11, 1, 0), QEMU_10, true, true))
                .contains(SWITCH_OVER_BANDWIDTH);
        assertThat(KvmCapabilities.of(new LibvirtVersion(11, 0, 0), QEMU_10, true, true))
                .doesNotContain(SWITCH_OVER_BANDWIDTH);
        assertThat(KvmCapabilities.of(new LibvirtVersion(11, 1, 0), new LibvirtVersion(8, 1, 0), true, true))
                .doesNotContain(SWITCH_OVER_BANDWIDTH);
    }

    /** See libvirt's release notes of 11.4: a regression of 11.2. */
    @ParameterizedTest
    @CsvSource({"11, 1, true", "11, 2, false", "11, 3, false", "11, 4, true", "12, 2, true"})
    void of_libvirtThatCrashesWhenPostCopyIsTakenUpAgain_doesNotOfferThat(int major, int minor, boolean recovers) {
        assertThat(KvmCapabilities.of(new LibvirtVersion(major, minor, 0), QEMU_10, true, true)
                        .contains(POST_COPY_RECOVERY))
                .isEqualTo(recovers);
    }

    @Test
    void of_oldQemu_sendsNothingWithoutACopy() {
        assertThat(KvmCapabilities.of(new LibvirtVersion(8, 5, 0), new LibvirtVersion(7, 1, 0), true, true))
                .contains(ZERO_COPY, TLS_HOSTNAME);
        assertThat(KvmCapabilities.of(new LibvirtVersion(8, 5, 0), new LibvirtVersion(7, 0, 0), true, true))
                .doesNotContain(ZERO_COPY);
        assertThat(KvmCapabilities.of(new LibvirtVersion(8, 4, 0), new LibvirtVersion(7, 1, 0), true, true))
                .doesNotContain(ZERO_COPY);
    }

    @Test
    void of_noCgroups_hasNoSharesOfTheCpus() {
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 0, 0), QEMU_10, true, true))
                .contains(CPU_SCHEDULING, CPU_PINNING, MEMORY_TARGET);
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 0, 0), QEMU_10, true, false))
                .contains(CPU_PINNING, MEMORY_TARGET)
                .doesNotContain(CPU_SCHEDULING);
    }

    @Test
    void of_noStoragePools_doesNotSuspendCopyAndResume() {
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 0, 0), QEMU_10, true, true))
                .contains(SUSPEND_COPY_RESUME_DISK, SUSPEND_COPY_RESUME_MEMORY, HOLD_SUSPENDED);
        assertThat(KvmCapabilities.of(new LibvirtVersion(9, 0, 0), QEMU_10, false, true))
                .doesNotContain(SUSPEND_COPY_RESUME_DISK, SUSPEND_COPY_RESUME_MEMORY, HOLD_SUSPENDED);
    }
}
