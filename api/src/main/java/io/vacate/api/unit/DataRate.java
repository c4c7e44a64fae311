package io.vacate.api.unit;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * A non-negative transfer rate.
 *
 * @param bytesPerSecond rate in bytes per second (B/s), at least 0; 0 means stalled, never "unlimited"
 */
public record DataRate(long bytesPerSecond) implements Comparable<DataRate> {
    /** Stalled. */
    public static final DataRate ZERO = new DataRate(0);

    private static final double NANOS_PER_SECOND = 1e9;

    /** Bytes a second for each unit; network units are decimal bits, as those of {@code tc} and of link speeds. */
    private static final Map<String, Double> UNITS = Map.ofEntries(
            Map.entry("b/s", 1.0),
            Map.entry("kib/s", 0x1p10),
            Map.entry("mib/s", 0x1p20),
            Map.entry("gib/s", 0x1p30),
            Map.entry("kb/s", 1e3),
            Map.entry("mb/s", 1e6),
            Map.entry("gb/s", 1e9),
            Map.entry("bit/s", 0.125),
            Map.entry("kbit/s", 125.0),
            Map.entry("mbit/s", 125e3),
            Map.entry("gbit/s", 125e6),
            Map.entry("kbit", 125.0),
            Map.entry("mbit", 125e3),
            Map.entry("gbit", 125e6));

    /**
     * Checks the rate.
     *
     * @throws IllegalArgumentException if {@code bytesPerSecond} is negative
     */
    public DataRate {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bytesPerSecond (%d) must not be negative".formatted(bytesPerSecond));
        }
    }

    /**
     * Returns a rate given in bytes per second.
     *
     * @throws IllegalArgumentException if {@code bytesPerSecond} is negative
     */
    public static DataRate ofBytesPerSecond(long bytesPerSecond) {
        return new DataRate(bytesPerSecond);
    }

    /**
     * Returns a rate given in MiB/s (2<sup>20</sup> bytes), as libvirt's migration bandwidth is.
     *
     * @throws IllegalArgumentException if {@code mebibytes} is negative
     * @throws ArithmeticException if the rate does not fit into a {@code long} of bytes per second
     */
    public static DataRate ofMebibytesPerSecond(long mebibytes) {
        return new DataRate(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /**
     * Returns a rate given in Mbit/s (10<sup>6</sup> bits), as link speeds are.
     *
     * @throws IllegalArgumentException if {@code megabits} is negative
     * @throws ArithmeticException if the rate does not fit into a {@code long} of bytes per second
     */
    public static DataRate ofMegabitsPerSecond(long megabits) {
        return new DataRate(Math.multiplyExact(megabits, 125_000L));
    }

    /**
     * Returns the mean rate of {@code size} moved within {@code time}, rounded down to whole bytes per second.
     *
     * @throws IllegalArgumentException if {@code time} is not positive
     */
    public static DataRate of(DataSize size, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("time (%s) must be positive".formatted(time));
        }
        return new DataRate((long) (size.bytes() * NANOS_PER_SECOND / time.toNanos()));
    }

    /**
     * Reads a rate such as {@code "50MiB/s"}, {@code "500mbit"}, {@code "1 Gbit/s"} or {@code "2.5GB/s"}. Byte units are
     * B/s, KiB/s, MiB/s, GiB/s, kB/s, MB/s, GB/s; bit units (decimal) are bit/s, kbit/s, Mbit/s, Gbit/s, whose
     * {@code "/s"} may be left out from kbit on. Case does not matter: a lone {@code b} before {@code /s} is a byte.
     *
     * @throws IllegalArgumentException if {@code text} is not a rate; the message names it and shows the form
     */
    public static DataRate parse(String text) {
        Quantity quantity = Quantity.parse(text, "rate", "50MiB/s");
        Double factor = UNITS.get(quantity.unit());
        if (factor == null) {
            throw quantity.unknownUnit("B/s, KiB/s, MiB/s, GiB/s, kB/s, MB/s, GB/s, kbit/s, Mbit/s or Gbit/s");
        }
        return new DataRate(quantity.times(factor));
    }

    /** Returns the rate in MiB/s, with its fraction. */
    public double mebibytesPerSecond() {
        return bytesPerSecond / (double) (1L << 20);
    }

    /** Tells whether nothing moves. */
    public boolean isZero() {
        return bytesPerSecond == 0;
    }

    /** Returns the smaller of the two. */
    public DataRate min(DataRate other) {
        return bytesPerSecond <= other.bytesPerSecond ? this : other;
    }

    /**
     * Returns the time that {@code size} takes at this rate.
     *
     * @throws ArithmeticException if this rate is 0 and {@code size} is not, or the time exceeds 292 years
     */
    public Duration timeFor(DataSize size) {
        if (size.isZero()) {
            return Duration.ZERO;
        }
        if (bytesPerSecond == 0) {
            throw new ArithmeticException("%s never ends at a rate of 0".formatted(size));
        }
        double nanos = size.bytes() * NANOS_PER_SECOND / bytesPerSecond;
        if (nanos >= Long.MAX_VALUE) {
            throw new ArithmeticException("%s at %s takes more than 292 years".formatted(size, this));
        }
        return Duration.ofNanos((long) nanos);
    }

    @Override
    public int compareTo(DataRate other) {
        return Long.compare(bytesPerSecond, other.bytesPerSecond);
    }

    /** Returns the rate for people, such as {@code "56.7 MiB/s"}. */
    @Override
    public String toString() {
        if (bytesPerSecond < 1 << 10) {
            return bytesPerSecond + " B/s";
        }
        return bytesPerSecond < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB/s", bytesPerSecond / 0x1p10)
                : String.format(Locale.ROOT, "%.1f MiB/s", mebibytesPerSecond());
    }
}
