package io.vacate.cli.command;

import io.vacate.cli.display.Texts;
import io.vacate.cli.terminal.WallClock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment as people write it: 14:00, which is the next time that it is so, or with its date. */
record Moment(ZonedDateTime time) {
    Instant instant() {
        return time.toInstant();
    }

    /** Reads a moment by the machine's clock and zone. */
    static final class Converter implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String text) {
            return read(text, WallClock.now());
        }
    }

    static Moment read(String text, ZonedDateTime now) {
        try {
            if (!text.contains("T")) {
                ZonedDateTime today = now.with(LocalTime.parse(text));
                return new Moment(today.isAfter(now) ? today : today.plusDays(1));
            }
            boolean hasZone = text.endsWith("Z") || text.matches(".*T.*[+-]\\d.*");
            ZonedDateTime time = hasZone
                    ? OffsetDateTime.parse(text).toZonedDateTime()
                    : LocalDateTime.parse(text).atZone(now.getZone());
            if (!time.isAfter(now)) {
                throw new TypeConversionException(
                        "'%s' is over: it is %s".formatted(text, Texts.moment(now.toInstant())));
            }
            return new Moment(time);
        } catch (DateTimeParseException wrong) {
            throw new TypeConversionException(
                    "'%s' is not a time of day, such as 14:00, or a moment, such as 2026-12-01T14:00".formatted(text));
        }
    }
}
