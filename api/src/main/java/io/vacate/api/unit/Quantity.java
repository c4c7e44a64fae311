package io.vacate.api.unit;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number and its unit as people write them: the common part of parsing sizes and rates. */
record Quantity(String text, String kind, String example, BigDecimal number, String unit) {
    private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([a-zA-Z]*(?:/s)?)\\s*");

    static Quantity parse(String text, String kind, String example) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a %s: give a number and a unit, such as %s".formatted(text, kind, example));
        }
        return new Quantity(
                text,
                kind,
                example,
                new BigDecimal(matcher.group(1)),
                matcher.group(2).toLowerCase(Locale.ROOT));
    }

    IllegalArgumentException unknownUnit(String units) {
        return new IllegalArgumentException(
                unit.isEmpty()
                        ? "'%s' is not a %s: the unit is missing; use %s".formatted(text, kind, units)
                        : "'%s' is not a %s: unknown unit '%s'; use %s".formatted(text, kind, unit, units));
    }

    /** Returns the number in units of {@code factor}, rounded down; exact where a double is exact. */
    long times(double factor) {
        try {
            return number.multiply(BigDecimal.valueOf(factor)).toBigInteger().longValueExact();
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("'%s' is too large for a %s".formatted(text, kind), tooLarge);
        }
    }
}
