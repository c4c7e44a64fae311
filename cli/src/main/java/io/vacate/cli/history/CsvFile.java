package io.vacate.cli.history;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads comma-separated values (RFC 4180) whose first line names the columns. A value is within its line. */
final class CsvFile {
    private final Path file;

    private CsvFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @return its rows, at least one
     * @throws IllegalArgumentException if it cannot be read or is no such file; the message names file and line
     */
    static List<CsvRow> read(Path file) {
        return new CsvFile(file).rows();
    }

    private List<CsvRow> rows() {
        List<String> lines = lines();
        if (lines.isEmpty() || lines.get(0).isBlank()) {
            throw new IllegalArgumentException("%s: the first line must name the columns".formatted(file));
        }
        Map<String, Integer> columns = columns(cells(1, lines.get(0)));
        List<CsvRow> rows = new ArrayList<>();
        for (int number = 2; number <= lines.size(); number++) {
            String line = lines.get(number - 1);
            if (line.isBlank()) {
                continue;
            }
            List<String> cells = cells(number, line);
            if (cells.size() != columns.size()) {
                throw wrong(number, "there are %d values, and %d columns".formatted(cells.size(), columns.size()));
            }
            rows.add(new CsvRow("%s:%d".formatted(file, number), columns, cells));
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("%s: there is nothing below the names of the columns".formatted(file));
        }
        return rows;
    }

    private List<String> lines() {
        try {
            List<String> lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
            // Spreadsheets mark their files so.
            if (!lines.isEmpty() && lines.get(0).startsWith("\uFEFF")) {
                lines.set(0, lines.get(0).substring(1));
            }
            return lines;
        } catch (NoSuchFileException none) {
            throw new IllegalArgumentException("%s does not exist".formatted(file), none);
        } catch (CharacterCodingException notText) {
            throw new IllegalArgumentException("%s is not a text in UTF-8".formatted(file), notText);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, unreadable), unreadable);
        }
    }

    private Map<String, Integer> columns(List<String> names) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        for (String name : names) {
            if (columns.putIfAbsent(name.strip().toLowerCase(Locale.ROOT), columns.size()) != null) {
                throw wrong(1, "column '%s' comes twice".formatted(name));
            }
        }
        return columns;
    }

    private List<String> cells(int number, String line) {
        List<String> cells = new ArrayList<>();
        int at = 0;
        while (at <= line.length()) {
            int end;
            if (at < line.length() && line.charAt(at) == '"') {
                end = closing(number, line, at);
                cells.add(line.substring(at + 1, end).replace("\"\"", "\""));
                end++;
                if (end < line.length() && line.charAt(end) != ',') {
                    throw wrong(number, "a quote ends before its value does");
                }
            } else {
                int comma = line.indexOf(',', at);
                end = comma < 0 ? line.length() : comma;
                cells.add(line.substring(at, end).strip());
            }
            at = end + 1;
        }
        return cells;
    }

    /** Returns where the quote that opens at {@code open} ends; two in a row are one that is meant. */
    private int closing(int number, String line, int open) {
        int at = open + 1;
        while (at < line.length()) {
            if (line.charAt(at) != '"') {
                at++;
            } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
                at += 2;
            } else {
                return at;
            }
        }
        throw wrong(number, "a quote does not end");
    }

    private IllegalArgumentException wrong(int number, String why) {
        return new IllegalArgumentException("%s:%d: %s".formatted(file, number, why));
    }
}
