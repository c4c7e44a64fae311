package io.vacate.bench.eta;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Reads traces: a header line, then a row a sample, the rows of a run together and in order, its last one
 * {@code completed}. Columns may come in any order and others may be among them. Strict: what cannot be read is an error
 * that names file, line and column.
 */
final class TraceFile {
    private final Path file;
    private final Map<String, Integer> columns;
    private int line = 1;
    private String[] cells = {};

    private TraceFile(Path file, String header) {
        this.file = file;
        columns = new LinkedHashMap<>();
        List<String> names = Arrays.asList(header.split(",", -1));
        for (int i = 0; i < names.size(); i++) {
            columns.put(names.get(i).strip(), i);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is not as it should be
     */
    static List<TraceRun> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(file + ": there is no header");
        }
        return new TraceFile(file, lines.get(0)).runs(lines);
    }

    private List<TraceRun> runs(List<String> lines) {
        Map<TraceRun.Id, List<TraceRow>> rows = new LinkedHashMap<>();
        TraceRun.Id present = null;
        for (line = 2; line <= lines.size(); line++) {
            String text = lines.get(line - 1);
            if (text.isBlank() && line == lines.size()) {
                continue;
            }
            cells = text.split(",", -1);
            if (cells.length != columns.size()) {
                throw new IllegalArgumentException("%s:%d: %d cells, but the header has %d columns"
                        .formatted(file, line, cells.length, columns.size()));
            }
            TraceRun.Id id = new TraceRun.Id(cell("scenario"), cell("run"));
            if (!id.equals(present) && rows.containsKey(id)) {
                throw wrong("run", "the rows of a run must stand together");
            }
            present = id;
            add(rows.computeIfAbsent(id, key -> new ArrayList<>()), row());
        }
        List<TraceRun> runs = new ArrayList<>();
        rows.forEach((id, all) -> runs.add(run(id, all)));
        if (runs.isEmpty()) {
            throw new IllegalArgumentException(file + ": there is no run");
        }
        return runs;
    }

    private void add(List<TraceRow> run, TraceRow row) {
        if (!run.isEmpty()) {
            TraceRow before = run.get(run.size() - 1);
            if (before.isCompleted()) {
                throw wrong("status", "nothing may follow the row 'completed' of a run");
            }
            forward("total_time_ms", before.totalMillis(), row.totalMillis());
            forward("ram_transferred_bytes", before.transferredBytes(), row.transferredBytes());
            forward("dirty_sync_count", before.syncs(), row.syncs());
        }
        run.add(row);
    }

    private void forward(String column, double before, double now) {
        if (now < before) {
            throw wrong(column, "must not be below the row before (%s)".formatted(before));
        }
    }

    private TraceRun run(TraceRun.Id id, List<TraceRow> rows) {
        if (!rows.get(rows.size() - 1).isCompleted()) {
            throw new IllegalArgumentException("%s: run %s has no row 'completed'".formatted(file, id));
        }
        return new TraceRun(id, rows);
    }

    private TraceRow row() {
        return new TraceRow(
                cell("status"),
                number("total_time_ms"),
                optional("downtime_ms"),
                optional("expected_downtime_ms"),
                number("ram_total_bytes"),
                number("ram_remaining_bytes"),
                number("ram_transferred_bytes"),
                number("normal_pages"),
                number("dirty_pages_per_s"),
                number("mbit_s"),
                count("dirty_sync_count"),
                optional("cpu_throttle_percent"));
    }

    private String cell(String column) {
        Integer index = columns.get(column);
        if (index == null) {
            throw new IllegalArgumentException("%s:1: there is no column '%s'".formatted(file, column));
        }
        String text = cells[index].strip();
        if (text.isEmpty() && (column.equals("scenario") || column.equals("run") || column.equals("status"))) {
            throw wrong(column, "must not be empty");
        }
        return text;
    }

    private OptionalDouble optional(String column) {
        return cell(column).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(column));
    }

    private double number(String column) {
        String text = cell(column);
        try {
            double value = Double.parseDouble(text);
            if (value >= 0 && !Double.isInfinite(value)) {
                return value;
            }
        } catch (NumberFormatException noNumber) {
            // Told below, with all others.
        }
        throw wrong(column, "'%s' must be a number, at least 0".formatted(text));
    }

    private int count(String column) {
        double value = number(column);
        if (value != Math.rint(value) || value > Integer.MAX_VALUE) {
            throw wrong(column, "'%s' must be a whole number".formatted(value));
        }
        return (int) value;
    }

    private IllegalArgumentException wrong(String column, String why) {
        return new IllegalArgumentException("%s:%d: column '%s': %s".formatted(file, line, column, why));
    }
}
