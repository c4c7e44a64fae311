package io.vacate.api.unit;

import java.util.Locale;
import java.util.Map;

/**
 * A non-negative amount of data.
 *
 * @param bytes amount in bytes, at least 0
 */
public record DataSize(long bytes) implements Comparable<DataSize> {
    /** No data at all. */
    public static final DataSize ZERO = new DataSize(0);

    private static final Map<String, Long> UNITS = Map.of(
            "b",
            1L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30,
            "tib",
            1L << 40, //
            "kb",
            1_000L,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L,
            "tb",
            1_000_000_000_000L);

    /**
     * Checks the amount.
     *
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes (%d) must not be negative".formatted(bytes));
        }
    }

    /**
     * Returns an amount given in bytes.
     *
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public static DataSize ofBytes(long bytes) {
        return new DataSize(bytes);
    }

    /**
     * Returns an amount given in KiB (2<sup>10</sup> bytes), libvirt's unit of memory.
     *
     * @throws IllegalArgumentException if {@code kibibytes} is negative
     * @throws ArithmeticException if the amount does not fit into a {@code long} of bytes
     */
    public static DataSize ofKibibytes(long kibibytes) {
        return new DataSize(Math.multiplyExact(kibibytes, 1L << 10));
    }

    /**
     * Returns an amount given in MiB (2<sup>20</sup> bytes).
     *
     * @throws IllegalArgumentException if {@code mebibytes} is negative
     * @throws ArithmeticException if the amount does not fit into a {@code long} of bytes
     */
    public static DataSize ofMebibytes(long mebibytes) {
        return new DataSize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /**
     * Reads an amount such as {@code "512MiB"}, {@code "1.5 GiB"}, {@code "2GB"} or {@code "4096"} (bytes). Units are
     * B, KiB, MiB, GiB, TiB (powers of 2<sup>10</sup>) and kB, MB, GB, TB (powers of 10<sup>3</sup>), in any case.
     *
     * @throws IllegalArgumentException if {@code text} is not an amount; the message names it and shows the form
     */
    public static DataSize parse(String text) {
        Quantity quantity = Quantity.parse(text, "size", "512MiB");
        Long factor = quantity.unit().isEmpty() ? Long.valueOf(1) : UNITS.get(quantity.unit());
        if (factor == null) {
            throw quantity.unknownUnit("B, KiB, MiB, GiB, TiB, kB, MB, GB or TB");
        }
        return new DataSize(quantity.times(factor));
    }

    /** Returns the amount in KiB, rounded down. */
    public long kibibytes() {
        return bytes >> 10;
    }

    /** Returns the amount in MiB, with its fraction. */
    public double mebibytes() {
        return bytes / (double) (1L << 20);
    }

    /** Tells whether this is no data at all. */
    public boolean isZero() {
        return bytes == 0;
    }

    /**
     * Returns the sum.
     *
     * @throws ArithmeticException if it does not fit into a {@code long} of bytes
     */
    public DataSize plus(DataSize other) {
        return new DataSize(Math.addExact(bytes, other.bytes));
    }

    /** Returns what remains when {@code other} is taken away, at least {@link #ZERO}. */
    public DataSize minusOrZero(DataSize other) {
        return new DataSize(Math.max(0, bytes - other.bytes));
    }

    /** Returns the smaller of the two. */
    public DataSize min(DataSize other) {
        return bytes <= other.bytes ? this : other;
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** Returns the amount for people, in the largest binary unit that leaves at least 1, such as {@code "1.5 GiB"}. */
    @Override
    public String toString() {
        String[] names = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        int unit = bytes == 0 ? 0 : (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        double value = bytes / (double) (1L << (10 * unit));
        return value == Math.rint(value)
                ? "%d %s".formatted((long) value, names[unit])
                : String.format(Locale.ROOT, "%.1f %s", value, names[unit]);
    }
}
