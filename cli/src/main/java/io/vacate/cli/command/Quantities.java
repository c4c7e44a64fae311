package io.vacate.cli.command;

import io.vacate.api.host.NetworkAddress;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads values of options; what is wrong with one is said by the type itself. */
final class Quantities {
    private static final Pattern DURATION = Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{1,6})?)\\s*([a-z]+)\\s*");
    private static final Map<String, Long> NANOS = Map.of(
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "min",
            60_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);

    private Quantities() {}

    /** Reads a rate that is more than 0. */
    static final class Rate implements ITypeConverter<DataRate> {
        @Override
        public DataRate convert(String text) {
            try {
                DataRate rate = DataRate.parse(text);
                if (rate.isZero()) {
                    throw new TypeConversionException("'%s' must be more than 0".formatted(text));
                }
                return rate;
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(String.valueOf(wrong.getMessage()));
            }
        }
    }

    /** Reads a time that is more than 0. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
            Long unit = matcher.matches() ? NANOS.get(matcher.group(2)) : null;
            if (unit == null) {
                throw new TypeConversionException(
                        "'%s' is not a time: give a number and ms, s, min or h, such as 300ms".formatted(text));
            }
            Duration time = Duration.ofNanos(new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(unit))
                    .longValue());
            if (time.toMillis() < 1) {
                throw new TypeConversionException("'%s' must be at least 1 ms".formatted(text));
            }
            return time;
        }
    }

    /** Reads a size that is more than 0. */
    static final class Size implements ITypeConverter<DataSize> {
        @Override
        public DataSize convert(String text) {
            try {
                DataSize size = DataSize.parse(text);
                if (size.isZero()) {
                    throw new TypeConversionException("'%s' must be more than 0".formatted(text));
                }
                return size;
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(String.valueOf(wrong.getMessage()));
            }
        }
    }

    /**
     * Reads a time that is a part of an option's value.
     *
     * @throws IllegalArgumentException if it is none; the message names the option
     */
    static Duration time(String option, String text) {
        try {
            return new Time().convert(text);
        } catch (TypeConversionException wrong) {
            throw new IllegalArgumentException("%s: %s".formatted(option, wrong.getMessage()), wrong);
        }
    }

    /** Reads a network address. */
    static final class Address implements ITypeConverter<NetworkAddress> {
        @Override
        public NetworkAddress convert(String text) {
            try {
                return NetworkAddress.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(String.valueOf(wrong.getMessage()));
            }
        }
    }
}
