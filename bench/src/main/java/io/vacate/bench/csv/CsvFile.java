package io.vacate.bench.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads files of comma-separated values without quotes, whose first line names the columns. */
public final class CsvFile {
    private CsvFile() {}

    /**
     * Reads a file.
     *
     * @return its rows, at least one
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it has no rows, or a row of another length than the header; the message names file
     *     and line
     */
    public static List<CsvRow> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("%s: there is no header".formatted(file));
        }
        String[] names = lines.get(0).split(",", -1);
        Map<String, Integer> columns = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            columns.put(names[i].strip(), i);
        }
        List<CsvRow> rows = new ArrayList<>();
        for (int line = 2; line <= lines.size(); line++) {
            String text = lines.get(line - 1);
            if (text.isBlank()) {
                continue;
            }
            String[] cells = text.split(",", -1);
            if (cells.length != names.length) {
                throw new IllegalArgumentException("%s:%d: %d cells, but the header has %d columns"
                        .formatted(file, line, cells.length, names.length));
            }
            rows.add(new CsvRow("%s:%d".formatted(file, line), columns, List.of(cells)));
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("%s: there are no rows".formatted(file));
        }
        return rows;
    }
}
