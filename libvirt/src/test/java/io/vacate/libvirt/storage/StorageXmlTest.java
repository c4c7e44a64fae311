package io.vacate.libvirt.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.xml.SafeXml;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StorageXmlTest {
    @Test
    void modified_isReadToTheNanosecond() {
        String xml =
                "<volume type='file'><capacity unit='bytes'>5</capacity><target><timestamps><mtime>1795382027.503449669</mtime></timestamps></target></volume>";

        assertThat(StorageXml.file("x", xml))
                .contains(new StoredFile("x", DataSize.ofBytes(5), Instant.ofEpochSecond(1795382027, 503449669)));
        assertThat(StorageXml.file("x", "<volume><capacity unit='bytes'>5</capacity></volume>"))
                .contains(new StoredFile("x", DataSize.ofBytes(5), Instant.EPOCH));
    }

    @Test
    void directory_isNoFile() {
        assertThat(StorageXml.file("x", "<volume type='dir'><capacity unit='bytes'>5</capacity></volume>"))
                .isEmpty();
    }

    @Test
    void pool_oddPath_isEscaped_andItsNameIsItsOwn() {
        String path = "/srv/<a> & 'b'";

        assertThat(SafeXml.text(SafeXml.parse(StorageXml.pool(path, true)), "target", "path"))
                .isEqualTo(path);
        assertThat(StorageXml.poolName("/a-b")).isNotEqualTo(StorageXml.poolName("/a/b"));
    }

    @Test
    void volume_hasItsSize() {
        assertThat(SafeXml.text(SafeXml.parse(StorageXml.volume("x", DataSize.ofBytes(123))), "capacity"))
                .isEqualTo("123");
    }
}
