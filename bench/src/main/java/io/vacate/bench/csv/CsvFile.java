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
     * @param required columns that must be there, though their cells may be empty; others are asked of the rows
     * @return its rows, at least one; lines that are blank are none
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it has no rows, a column is missing or comes twice, or a row has another length
     *     than the header; the message names file and line
     */
    public static List<CsvRow> read(Path file, String... required) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("%s: there is no header".formatted(file));
        }
        CsvHeader header = header(file, lines.get(0));
        for (String column : required) {
            header.index(column);
        }
        List<CsvRow> rows = new ArrayList<>();
        for (int line = 2; line <= lines.size(); line++) {
            String text = lines.get(line - 1);
            if (text.isBlank()) {
                continue;
            }
            String[] cells = text.split(",", -1);
            if (cells.length != header.size()) {
                throw new IllegalArgumentException("%s:%d: %d cells, but the header has %d columns"
                        .formatted(file, line, cells.length, header.size()));
            }
            rows.add(new CsvRow(header, line, List.of(cells)));
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("%s: there are no rows".formatted(file));
        }
        return rows;
    }

    private static CsvHeader header(Path file, String line) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        for (String name : line.split(",", -1)) {
            if (columns.put(name.strip(), columns.size()) != null) {
                throw new IllegalArgumentException("%s:1: column '%s' comes twice".formatted(file, name.strip()));
            }
        }
        return new CsvHeader(file, columns);
    }
}
