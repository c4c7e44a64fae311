package io.vacate.cli.history;

import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** A row, whose values are asked for by column. What is wrong with one is said with file, line, column and value. */
final class CsvRow {
    private static final double MOST_SECONDS = 9e9;
    private static final double MOST_MEBIBYTES = 1L << 40;
    private static final double BYTES_PER_MEBIBYTE = 1L << 20;
    private static final double NANOS_PER_SECOND = 1e9;

    private final String where;
    private final Map<String, Integer> columns;
    private final List<String> cells;

    CsvRow(String where, Map<String, Integer> columns, List<String> cells) {
        this.where = where;
        this.columns = columns;
        this.cells = List.copyOf(cells);
    }

    /** Returns the first of these columns that the file has. */
    Optional<String> column(String... names) {
        for (String name : names) {
            if (columns.containsKey(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** Returns the value of a column; empty if it is blank or the file has no such column. */
    Optional<String> text(String column) {
        Integer index = columns.get(column);
        return index == null
                ? Optional.empty()
                : Optional.of(cells.get(index).strip()).filter(text -> !text.isEmpty());
    }

    /** Returns the value of the first of these columns that the file has. */
    String required(String... names) {
        String column = column(names)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s: there is no column %s".formatted(where, String.join(" or ", names))));
        return text(column).orElseThrow(() -> wrong(column, "must not be empty"));
    }

    /** Returns a number from 0 to {@code most}. */
    OptionalDouble number(String column, double most) {
        Optional<String> text = text(column);
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        double value = parse(column, text.get());
        if (!(value >= 0 && value <= most)) {
            throw wrong(column, "must be from 0 to %s".formatted(most));
        }
        return OptionalDouble.of(value);
    }

    private double parse(String column, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException noNumber) {
            throw wrong(column, "must be a number");
        }
    }

    Optional<Duration> seconds(String column) {
        OptionalDouble value = number(column, MOST_SECONDS);
        return value.isPresent()
                ? Optional.of(Duration.ofNanos(Math.round(value.getAsDouble() * NANOS_PER_SECOND)))
                : Optional.empty();
    }

    Optional<DataSize> mebibytes(String column) {
        OptionalDouble value = number(column, MOST_MEBIBYTES);
        return value.isPresent()
                ? Optional.of(DataSize.ofBytes(Math.round(value.getAsDouble() * BYTES_PER_MEBIBYTE)))
                : Optional.empty();
    }

    Optional<DataSize> bytes(String column) {
        OptionalDouble value = number(column, MOST_MEBIBYTES * BYTES_PER_MEBIBYTE);
        return value.isPresent() ? Optional.of(DataSize.ofBytes((long) value.getAsDouble())) : Optional.empty();
    }

    /** Returns the error that the value of a column is wrong. */
    IllegalArgumentException wrong(String column, String why) {
        return new IllegalArgumentException(
                "%s: %s ('%s') %s".formatted(where, column, text(column).orElse(""), why));
    }

    /** Returns what {@code maker} makes of this row; what it refuses is said with the place. */
    <T> T checked(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException senseless) {
            throw new IllegalArgumentException("%s: %s".formatted(where, senseless.getMessage()), senseless);
        }
    }
}
