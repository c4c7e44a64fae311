package io.vacate.libvirt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LibvirtErrorTest {
    private static final int SYSTEM_ERROR = 38;
    private static final int FROM_NONE = 0;
    private static final int FROM_RPC = 7;
    private static final int FROM_STORAGE = 18;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;

    @Test
    void missingDirectory_isToldFromOneThatCannotBeRead() {
        assertThat(new LibvirtError(SYSTEM_ERROR, FROM_NONE, ENOENT, "cannot open directory").isNoSuchFile())
                .isTrue();
        assertThat(new LibvirtError(SYSTEM_ERROR, FROM_NONE, EACCES, "cannot open directory").isNoSuchFile())
                .isFalse();
        assertThat(new LibvirtError(SYSTEM_ERROR, FROM_NONE, ENOTDIR, "cannot open directory").isNoSuchFile())
                .isFalse();
    }

    /** Where the storage driver's daemon is missing, so is its socket: that says nothing of the directory. */
    @Test
    void missingDriver_isToldFromAMissingDirectory() {
        LibvirtError monolithic = new LibvirtError(3, FROM_STORAGE, 0, "this function is not supported");
        LibvirtError modular = new LibvirtError(SYSTEM_ERROR, FROM_RPC, ENOENT, "Failed to connect socket");

        assertThat(monolithic.isNoDriver()).isTrue();
        assertThat(modular.isNoDriver()).isTrue();
        assertThat(modular.isNoSuchFile()).isFalse();
        assertThat(new LibvirtError(SYSTEM_ERROR, FROM_RPC, 111, "Connection refused").isNoDriver())
                .as("a daemon that is down now may have been up when a VM was suspended")
                .isFalse();
    }
}
