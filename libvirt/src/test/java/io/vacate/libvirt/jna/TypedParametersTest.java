package io.vacate.libvirt.jna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TypedParametersTest {
    @Test
    void read_everyType_asDeclaredInTheHeader() {
        Memory array = new Memory(7L * TypedParameters.SIZE);
        array.clear();
        parameter(array, 0, "int", 1);
        array.setInt(88, -5);
        parameter(array, 1, "uint", 2);
        array.setInt(TypedParameters.SIZE + 88L, -1);
        parameter(array, 2, "llong", 3);
        array.setLong(2L * TypedParameters.SIZE + 88, Long.MIN_VALUE);
        parameter(array, 3, "ullong", 4);
        array.setLong(3L * TypedParameters.SIZE + 88, 1L << 40);
        parameter(array, 4, "double", 5);
        array.setDouble(4L * TypedParameters.SIZE + 88, 0.5);
        parameter(array, 5, "boolean", 6);
        array.setByte(5L * TypedParameters.SIZE + 88, (byte) 1);
        Memory text = cString("für \"Ä\"");
        parameter(array, 6, "string", 7);
        array.setPointer(6L * TypedParameters.SIZE + 88, text);

        TypedParameters read;
        try {
            read = TypedParameters.read(array, 7);
        } finally {
            Reference.reachabilityFence(text);
        }

        assertThat(read.number("int")).hasValue(-5);
        assertThat(read.number("uint")).hasValue(4_294_967_295L);
        assertThat(read.number("llong")).hasValue(Long.MIN_VALUE);
        assertThat(read.number("ullong")).hasValue(1L << 40);
        assertThat(read.number("double")).isEmpty();
        assertThat(read.number("boolean")).hasValue(1);
        assertThat(read.text("string")).hasValue("für \"Ä\"");
        assertThat(read.number("string")).isEmpty();
        assertThat(read.number("no such name")).isEmpty();
    }

    @Test
    void read_typeOfALaterLibvirt_isLeftOut() {
        Memory array = new Memory(TypedParameters.SIZE);
        array.clear();
        parameter(array, 0, "new", 99);

        assertThat(TypedParameters.read(array, 1).isEmpty()).isTrue();
    }

    @Test
    void read_nothing_isEmpty() {
        assertThat(TypedParameters.read(null, 0).isEmpty()).isTrue();
        assertThat(TypedParameters.read(null, 3).isEmpty()).isTrue();
    }

    @Test
    void build_isReadBackAsItWasWritten() {
        TypedParameters.Array array = new TypedParameters.Builder()
                .unsignedLong("bandwidth", 50)
                .string("destination_name", "it's \"a\" ünïcödé vm")
                .build();

        TypedParameters read = array.read();

        assertThat(array.count()).isEqualTo(2);
        assertThat(read.number("bandwidth")).hasValue(50);
        assertThat(read.text("destination_name")).hasValue("it's \"a\" ünïcödé vm");
    }

    @Test
    void build_withoutParameters_isNull() {
        TypedParameters.Array array = new TypedParameters.Builder().build();

        assertThat(array.pointer()).isNull();
        assertThat(array.count()).isZero();
    }

    @Test
    void build_nameThatDoesNotFit_isRefused() {
        TypedParameters.Builder builder = new TypedParameters.Builder().unsignedLong("x".repeat(80), 1);

        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
    }

    private static void parameter(Memory array, int index, String name, int type) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        array.write((long) index * TypedParameters.SIZE, bytes, 0, bytes.length);
        array.setInt((long) index * TypedParameters.SIZE + 80, type);
    }

    private static Memory cString(String text) {
        byte[] bytes = Native.toByteArray(text, StandardCharsets.UTF_8);
        Memory memory = new Memory(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }
}
