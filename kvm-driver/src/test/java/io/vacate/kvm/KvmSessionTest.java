package io.vacate.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.libvirt.host.LibvirtVersion;
import org.junit.jupiter.api.Test;

class KvmSessionTest {
    private static final int SNAPSHOTS_METADATA = 1 << 1;
    private static final int KEEP_NVRAM = 1 << 3;
    private static final int CHECKPOINTS_METADATA = 1 << 4;
    private static final int KEEP_TPM = 1 << 6;

    @Test
    void undefine_keepsWhatTheGuestCannotDoWithout_andLosesNothingInSilence() {
        int flags = KvmSession.undefineFlags(new LibvirtVersion(9, 0, 0));

        assertThat(flags & (KEEP_NVRAM | KEEP_TPM)).isEqualTo(KEEP_NVRAM | KEEP_TPM);
        assertThat(flags & (SNAPSHOTS_METADATA | CHECKPOINTS_METADATA)).isZero();
        assertThat(KvmSession.undefineFlags(new LibvirtVersion(8, 8, 0)))
                .as("libvirt before 8.9 knows no TPM that stays")
                .isEqualTo(KEEP_NVRAM);
    }
}
