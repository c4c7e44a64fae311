package io.vacate.bench.csv;

import java.util.List;
import java.util.OptionalDouble;

/** One row, whose cells are asked for by column; what cannot be read is an error that names file, line, column and cell. */
public final class CsvRow {
    private final CsvHeader header;
    private final int line;
    private final List<String> cells;

    CsvRow(CsvHeader header, int line, List<String> cells) {
        this.header = header;
        this.line = line;
        this.cells = cells;
    }

    /**
     * Returns a cell, which must not be empty.
     *
     * @throws IllegalArgumentException if it is, or there is no such column
     */
    public String text(String column) {
        String cell = cell(column);
        if (cell.isEmpty()) {
            throw wrong(column, "must not be empty");
        }
        return cell;
    }

    /**
     * Returns a cell as a number that is not negative.
     *
     * @throws IllegalArgumentException if it is no such number, or there is no such column
     */
    public double number(String column) {
        String cell = text(column);
        try {
            double value = Double.parseDouble(cell);
            if (value >= 0 && !Double.isInfinite(value)) {
                return value;
            }
        } catch (NumberFormatException noNumber) {
            throw wrong(column, "must be a number");
        }
        throw wrong(column, "must be finite, and not negative");
    }

    /**
     * Returns a cell as a whole number that is not negative.
     *
     * @throws IllegalArgumentException if it is no such number or too large for an {@code int}, or there is no such column
     */
    public int count(String column) {
        double value = number(column);
        if (value != Math.rint(value) || value > Integer.MAX_VALUE) {
            throw wrong(column, "must be a whole number");
        }
        return (int) value;
    }

    /** Returns a cell as a number, or nothing where it is empty or there is no such column. */
    public OptionalDouble optionalNumber(String column) {
        return header.has(column) && !cell(column).isEmpty()
                ? OptionalDouble.of(number(column))
                : OptionalDouble.empty();
    }

    /** Returns a cell, or an empty text where it is empty or there is no such column. */
    public String optionalText(String column) {
        return header.has(column) ? cell(column) : "";
    }

    /** Returns the error that a cell of this row is wrong. */
    public IllegalArgumentException wrong(String column, String what) {
        return new IllegalArgumentException(
                "%s:%d: %s ('%s') %s".formatted(header.file(), line, column, cell(column), what));
    }

    private String cell(String column) {
        return cells.get(header.index(column)).strip();
    }
}
