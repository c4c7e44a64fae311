package io.vacate.libvirt.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountTableTest {
    private static final MountTable TABLE = MountTable.parse("""
            /dev/vda / ext4 rw,relatime 0 0
            proc /proc proc rw,relatime 0 0
            tmpfs /dev/shm tmpfs rw,relatime,size=24684092k 0 0
            /dev/vdb /srv ext4 rw 0 0
            tmpfs /srv tmpfs rw 0 0
            tmpfs /with\\040blank tmpfs rw 0 0
            no table
            """);

    @ParameterizedTest
    @CsvSource({
        "/var/lib, ext4",
        "/dev/shm, tmpfs",
        "/dev/shm/vacate/deep, tmpfs",
        "/dev/shmoo, ext4",
        "/srv/x, tmpfs",
        "/with blank/x, tmpfs"
    })
    void holding_isTheDeepestAndLatestMount(String path, String type) {
        assertThat(TABLE.holding(path)).map(MountTable.Mount::type).contains(type);
    }

    @Test
    void holding_emptyTable_isUnknown() {
        assertThat(MountTable.parse("").holding("/dev/shm")).isEmpty();
    }
}
