package io.vacate.libvirt.jna;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An array of libvirt's {@code virTypedParameter}, copied out of native memory. Immutable and thread-safe.
 *
 * <p>Layout on 64-bit machines: {@code char field[80]; int type; (4 bytes unused); union value (8 bytes)}. Numbers are
 * kept as {@code long} whatever their width; a double as its own type.
 */
public final class TypedParameters {
    /** Size of one parameter in bytes. */
    public static final int SIZE = 96;

    private static final int TYPE = 80;
    private static final int VALUE = 88;

    private static final int INT = 1;
    private static final int UINT = 2;
    private static final int LLONG = 3;
    private static final int ULLONG = 4;
    private static final int DOUBLE = 5;
    private static final int BOOLEAN = 6;
    private static final int STRING = 7;

    private static final TypedParameters EMPTY = new TypedParameters(Map.of());

    private final Map<String, Object> values;

    private TypedParameters(Map<String, Object> values) {
        this.values = values;
    }

    /** Copies {@code count} parameters from {@code array}, which stays its owner's. */
    public static TypedParameters read(@Nullable Pointer array, int count) {
        if (array == null || count <= 0) {
            return EMPTY;
        }
        // One copy of the whole array: a native access for each field would cost a hundred times more.
        byte[] bytes = array.getByteArray(0, Math.multiplyExact(count, SIZE));
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        Map<String, Object> values = new LinkedHashMap<>(count * 2);
        for (int i = 0; i < count; i++) {
            int base = i * SIZE;
            Object value = value(buffer, base);
            if (value != null) {
                values.put(name(bytes, base), value);
            }
        }
        return new TypedParameters(values);
    }

    private static @Nullable Object value(ByteBuffer buffer, int base) {
        int at = base + VALUE;
        return switch (buffer.getInt(base + TYPE)) {
            case INT -> (long) buffer.getInt(at);
            case UINT -> Integer.toUnsignedLong(buffer.getInt(at));
            case LLONG, ULLONG -> buffer.getLong(at);
            case DOUBLE -> buffer.getDouble(at);
            case BOOLEAN -> (long) buffer.get(at);
            case STRING -> string(buffer.getLong(at));
            default -> null; // a type of a later libvirt
        };
    }

    private static @Nullable String string(long address) {
        return address == 0 ? null : new Pointer(address).getString(0, "UTF-8");
    }

    private static String name(byte[] bytes, int base) {
        int end = base;
        while (end < base + TYPE && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, base, end - base, StandardCharsets.US_ASCII);
    }

    /** Returns a number; empty if there is no parameter of that name or it is no integer or boolean. */
    public OptionalLong number(String name) {
        return values.get(name) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }

    /** Returns a text; empty if there is no parameter of that name or it is no string. */
    public Optional<String> text(String name) {
        return values.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Tells whether there are none. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    /** An {@code unsigned int} on its way to libvirt. */
    private record Unsigned(int value) {}

    /** A {@code long long} on its way to libvirt. */
    private record Signed(long value) {}

    /** Builds an array for libvirt. Not thread-safe. */
    public static final class Builder {
        private final List<Map.Entry<String, Object>> values = new ArrayList<>();

        /** Adds an {@code int}. */
        public Builder integer(String name, int value) {
            return add(name, value);
        }

        private Builder add(String name, Object value) {
            values.add(Map.entry(name, value));
            return this;
        }

        /** Adds an {@code unsigned int}. */
        public Builder unsignedInteger(String name, int value) {
            return add(name, new Unsigned(value));
        }

        /** Adds an {@code unsigned long long}. */
        public Builder unsignedLong(String name, long value) {
            return add(name, value);
        }

        /** Adds a {@code long long}. */
        public Builder signedLong(String name, long value) {
            return add(name, new Signed(value));
        }

        /** Adds a string; libvirt takes several of some names. */
        public Builder string(String name, String value) {
            return add(name, value);
        }

        /** Returns the array, which lives as long as the returned object is reachable. */
        public Array build() {
            return new Array(values);
        }
    }

    /** Typed parameters in native memory, for a call. */
    public static final class Array {
        private final @Nullable Memory memory;
        private final Memory[] strings;
        private final int count;

        private Array(List<Map.Entry<String, Object>> values) {
            count = values.size();
            memory = count == 0 ? null : new Memory((long) count * SIZE);
            strings = new Memory[count];
            if (memory != null) {
                memory.clear();
                write(memory, values);
            }
        }

        private void write(Memory target, List<Map.Entry<String, Object>> values) {
            int i = 0;
            for (Map.Entry<String, Object> entry : values) {
                long base = (long) i * SIZE;
                byte[] name = entry.getKey().getBytes(StandardCharsets.US_ASCII);
                if (name.length >= TYPE) {
                    throw new IllegalArgumentException("'%s' is too long for a parameter".formatted(entry.getKey()));
                }
                target.write(base, name, 0, name.length);
                if (entry.getValue() instanceof Long number) {
                    target.setInt(base + TYPE, ULLONG);
                    target.setLong(base + VALUE, number);
                } else if (entry.getValue() instanceof Signed number) {
                    target.setInt(base + TYPE, LLONG);
                    target.setLong(base + VALUE, number.value());
                } else if (entry.getValue() instanceof Integer number) {
                    target.setInt(base + TYPE, INT);
                    target.setInt(base + VALUE, number);
                } else if (entry.getValue() instanceof Unsigned number) {
                    target.setInt(base + TYPE, UINT);
                    target.setInt(base + VALUE, number.value());
                } else {
                    byte[] text = Native.toByteArray(entry.getValue().toString(), StandardCharsets.UTF_8);
                    strings[i] = new Memory(text.length);
                    strings[i].write(0, text, 0, text.length);
                    target.setInt(base + TYPE, STRING);
                    target.setPointer(base + VALUE, strings[i]);
                }
                i++;
            }
        }

        /** Returns a copy, as libvirt would see it. */
        public TypedParameters read() {
            try {
                return TypedParameters.read(memory, count);
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /** Returns the address of the first parameter; null if there are none. */
        public @Nullable Pointer pointer() {
            return memory;
        }

        /** Returns how many there are. */
        public int count() {
            return count;
        }
    }
}
