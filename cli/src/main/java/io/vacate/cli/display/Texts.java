package io.vacate.cli.display;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and names as people read them. */
public final class Texts {
    private static final double MILLIS_BELOW_SECONDS = 1;
    private static final double TENTHS_BELOW_SECONDS = 10;
    private static final long SECONDS_BELOW = 120;
    private static final long MINUTES_BELOW = 7200;

    private Texts() {}

    /** Returns a time with two to three digits that matter: 310 ms, 8.2 s, 31 s, 4 min 5 s, 2 h 10 min. */
    public static String time(Duration time) {
        double seconds = time.toNanos() / 1e9;
        if (seconds < MILLIS_BELOW_SECONDS) {
            return Math.round(seconds * 1e3) + " ms";
        }
        if (seconds < TENTHS_BELOW_SECONDS - 0.05) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return wholeSeconds(Math.round(seconds));
    }

    /** Returns a moment by the machine's zone, to the second. */
    public static String moment(Instant moment) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").format(moment.atZone(ZoneId.systemDefault()));
    }

    /** Returns a time in whole seconds or coarser, for countdowns: they should not flicker. */
    public static String countdown(Duration time) {
        return wholeSeconds((long) Math.ceil(time.toNanos() / 1e9));
    }

    private static String wholeSeconds(long seconds) {
        if (seconds < SECONDS_BELOW) {
            return seconds + " s";
        }
        return seconds < MINUTES_BELOW
                ? "%d min %d s".formatted(seconds / 60, seconds % 60)
                : "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
    }

    /** Returns a signed percentage, with a real minus sign: +4 %, −6 %. */
    public static String signedPercent(double percent) {
        long rounded = Math.round(percent);
        return rounded == 0 ? "0 %" : (rounded < 0 ? "−" : "+") + Math.abs(rounded) + " %";
    }

    /** Returns {@code count} and its noun: 1 VM, 2 VMs. */
    public static String count(int count, String noun) {
        return count == 1 ? "1 " + noun : count + " " + noun + "s";
    }

    /** Returns a constant's name as words: {@code DID_NOT_CONVERGE} as "did not converge". */
    public static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Returns {@code text} filled up with blanks or cut to a width in columns. */
    public static String fit(String text, int width) {
        int length = text.codePointCount(0, text.length());
        if (length <= width) {
            return text + " ".repeat(width - length);
        }
        return text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
    }

    /** Returns the width of {@code text} in columns, one for each code point. */
    public static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
