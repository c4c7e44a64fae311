package io.vacate.xen.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vacate.api.error.OperationFailedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as libvirt 9.0 and Xen 4.17 write them, made up record by record. */
class StateFileTest {
    private static final String XML = "<domain type='xen'><name>ünï</name></domain>";
    private static final int PAGE_DATA = 1;
    private static final int XENSTORE = 2;

    private static StateFile file(byte[] bytes) {
        return new StateFile("/state", (offset, length) -> {
            int from = (int) Math.min(offset, bytes.length);
            return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length));
        });
    }

    private static byte[] whole() {
        byte[] xml = (XML + "\0").getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        file.put("libvirt-xml\n \0 \r".getBytes(StandardCharsets.US_ASCII))
                .putInt(2)
                .putInt(xml.length);
        file.position(64).put(xml);
        file.order(ByteOrder.BIG_ENDIAN).putLong(0x4c6962786c466d74L).putInt(2).putInt(0);
        file.order(ByteOrder.LITTLE_ENDIAN);
        record(file, 1, 0); // libxc's stream follows
        file.order(ByteOrder.BIG_ENDIAN)
                .putLong(-1)
                .putInt(0x58454e46)
                .putInt(3)
                .putLong(0);
        file.order(ByteOrder.LITTLE_ENDIAN).putLong(0).putLong(0);
        record(file, PAGE_DATA, 1000);
        record(file, PAGE_DATA, 13);
        record(file, 0, 0);
        record(file, XENSTORE, 40);
        record(file, 0, 0);
        return Arrays.copyOf(file.array(), file.position());
    }

    /** Its body is full of zeros, as torn pages often are. */
    private static void record(ByteBuffer file, int type, int length) {
        file.putInt(type).putInt(length);
        file.position(file.position() + (length + 7) / 8 * 8);
    }

    @Test
    void wholeFile_tellsItsDefinition() {
        assertThat(file(whole()).wholeDefinition()).contains(XML);
        assertThat(file(whole()).definition()).isEqualTo(XML);
    }

    @Test
    void fileThatBreaksOffAnywhere_isNotWhole() {
        byte[] whole = whole();
        for (int length = 0; length < whole.length; length++) {
            assertThat(file(Arrays.copyOf(whole, length)).wholeDefinition())
                    .as("%d of %d bytes", length, whole.length)
                    .isEmpty();
        }
    }

    @Test
    void copyWhoseHeadIsStillMissing_isNotWhole() {
        byte[] copy = whole();
        Arrays.fill(copy, 0, 16, (byte) 0);

        assertThat(file(copy).wholeDefinition()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "LibvirtQemudSave",
                "libvirt-xml\n",
                "some other file that is longer than a header of 64 bytes, by far"
            })
    void otherFile_isNamedInTheError(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> file(bytes).definition())
                .isInstanceOf(OperationFailedException.class)
                .hasMessageContaining("/state");
        assertThat(file(bytes).wholeDefinition()).isEmpty();
    }
}
