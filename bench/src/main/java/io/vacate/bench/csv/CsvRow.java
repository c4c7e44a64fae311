package io.vacate.bench.csv;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** One row, whose cells are asked for by column; what cannot be read is an error that names file, line, column and cell. */
public final class CsvRow {
    private final String where;
    private final Map<String, Integer> columns;
    private final List<String> cells;

    CsvRow(String where, Map<String, Integer> columns, List<String> cells) {
        this.where = where;
        this.columns = columns;
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

    /** Returns a cell as a number, or nothing where it is empty or there is no such column. */
    public OptionalDouble optionalNumber(String column) {
        return columns.containsKey(column) && !cell(column).isEmpty()
                ? OptionalDouble.of(number(column))
                : OptionalDouble.empty();
    }

    /** Returns a cell, or an empty text where it is empty or there is no such column. */
    public String optionalText(String column) {
        return columns.containsKey(column) ? cell(column) : "";
    }

    /** Returns the error that a cell of this row is wrong. */
    public IllegalArgumentException wrong(String column, String what) {
        return new IllegalArgumentException("%s: %s ('%s') %s".formatted(where, column, cell(column), what));
    }

    private String cell(String column) {
        Integer index = columns.get(column);
        if (index == null) {
            throw new IllegalArgumentException("%s: there is no column '%s'".formatted(where, column));
        }
        return cells.get(index).strip();
    }
}
