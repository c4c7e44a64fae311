package io.vacate.libvirt.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LibvirtVersionTest {
    @Test
    void of_unpacks() {
        assertThat(LibvirtVersion.of(10_000_002))
                .isEqualTo(new LibvirtVersion(10, 0, 2))
                .hasToString("10.0.2");
    }

    @Test
    void isAtLeast_comparesNumbersNotTexts() {
        assertThat(LibvirtVersion.of(10_000_000).isAtLeast(8, 0)).isTrue();
        assertThat(LibvirtVersion.of(8_000_000).isAtLeast(8, 0)).isTrue();
        assertThat(LibvirtVersion.of(7_002_022).isAtLeast(8, 0)).isFalse();
    }
}
