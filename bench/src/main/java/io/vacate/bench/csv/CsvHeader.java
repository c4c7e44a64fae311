package io.vacate.bench.csv;

import java.nio.file.Path;
import java.util.Map;

/**
 * The first line of a file.
 *
 * @param file the file, for messages
 * @param columns the index of each
 */
record CsvHeader(Path file, Map<String, Integer> columns) {
    int size() {
        return columns.size();
    }

    boolean has(String column) {
        return columns.containsKey(column);
    }

    /** Returns the index of a column, or throws an {@link IllegalArgumentException} that names file and column. */
    int index(String column) {
        Integer index = columns.get(column);
        if (index == null) {
            throw new IllegalArgumentException("%s:1: there is no column '%s'".formatted(file, column));
        }
        return index;
    }
}
