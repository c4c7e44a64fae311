package io.vacate.model.internal;

import io.vacate.api.unit.DataRate;
import java.time.Duration;

/** Argument checks whose errors name the field and its value. */
public final class Check {
    private Check() {}

    /** Returns {@code value}, or throws an {@link IllegalArgumentException} if it is blank. */
    public static String notBlank(String value, String field) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("%s ('%s') must not be blank".formatted(field, value));
        }
        return value;
    }

    /** Returns {@code value}, or throws an {@link IllegalArgumentException} if it is 0. */
    public static DataRate positive(DataRate value, String field) {
        if (value.isZero()) {
            throw new IllegalArgumentException("%s (%s) must be positive".formatted(field, value));
        }
        return value;
    }

    /** Returns {@code value}, or throws an {@link IllegalArgumentException} if it is negative. */
    public static Duration notNegative(Duration value, String field) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("%s (%s) must not be negative".formatted(field, value));
        }
        return value;
    }

    /** Returns {@code value}, or throws an {@link IllegalArgumentException} if it is 0 or negative. */
    public static Duration positive(Duration value, String field) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("%s (%s) must be positive".formatted(field, value));
        }
        return value;
    }

    /** Returns {@code value}, or throws an {@link IllegalArgumentException} unless it lies in ({@code low}, {@code high}]. */
    public static double within(double value, double low, double high, String field) {
        if (!(value > low && value <= high)) {
            throw new IllegalArgumentException(
                    "%s (%s) must be above %s and at most %s".formatted(field, value, low, high));
        }
        return value;
    }

    /** Returns {@code value}, or throws an {@link IllegalArgumentException} unless it lies in [0, 1). */
    public static double share(double value, String field) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException("%s (%s) must be at least 0 and below 1".formatted(field, value));
        }
        return value;
    }
}
