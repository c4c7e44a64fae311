package io.vacate.cli.display;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Lines in columns. For one thread. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final String indent;

    /** Makes a table whose lines begin with {@code indent}. */
    public Table(String indent) {
        this.indent = indent;
    }

    /** Adds a line. */
    public Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** Writes all lines, the first as {@code header} in bold if there is one. */
    public void print(PrintStream out, Style style, boolean header) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], Texts.width(row.get(i)));
            }
        });
        for (int i = 0; i < rows.size(); i++) {
            String line = line(rows.get(i), widths);
            out.println(indent + (header && i == 0 ? style.bold(line) : line));
        }
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(i == 0 ? "" : GAP).append(Texts.fit(row.get(i), widths[i]));
        }
        return line.toString().stripTrailing();
    }
}
