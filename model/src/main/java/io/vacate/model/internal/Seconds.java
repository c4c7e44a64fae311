package io.vacate.model.internal;

import java.time.Duration;

/** Durations as seconds in a {@code double}, the form in which the model computes, and back. */
public final class Seconds {
    private static final double NANOS_PER_SECOND = 1e9;

    private Seconds() {}

    /** Returns {@code duration} in seconds. */
    public static double of(Duration duration) {
        return duration.getSeconds() + duration.getNano() / NANOS_PER_SECOND;
    }

    /**
     * Returns {@code seconds} as a duration, rounded to the nearest nanosecond; the longest duration where it is longer.
     *
     * @throws IllegalArgumentException if {@code seconds} is negative, infinite or NaN
     */
    public static Duration toDuration(double seconds) {
        if (!(seconds >= 0) || Double.isInfinite(seconds)) {
            throw new IllegalArgumentException("seconds (%s) must be a finite number, at least 0".formatted(seconds));
        }
        if (seconds >= Long.MAX_VALUE) {
            return Duration.ofSeconds(Long.MAX_VALUE);
        }
        long whole = (long) seconds;
        return Duration.ofSeconds(whole, Math.round((seconds - whole) * NANOS_PER_SECOND));
    }
}
