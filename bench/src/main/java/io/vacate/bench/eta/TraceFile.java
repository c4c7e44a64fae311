package io.vacate.bench.eta;

import io.vacate.bench.csv.CsvFile;
import io.vacate.bench.csv.CsvRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads traces: a header line, then a row a sample, the rows of a run together and in order, its last one
 * {@code completed}. Columns may come in any order and others may be among them. Strict: what cannot be read is an error
 * that names file, line and column.
 */
final class TraceFile {
    /** Must be there all the same: a run without them could be taken for one of another kind. */
    private static final String[] MAY_BE_EMPTY = {"downtime_ms", "expected_downtime_ms", "cpu_throttle_percent"};

    private final Map<TraceRun.Id, List<TraceRow>> runs = new LinkedHashMap<>();
    private Optional<TraceRun.Id> present = Optional.empty();

    private TraceFile() {}

    /**
     * Reads a file.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is not as it should be
     */
    static List<TraceRun> read(Path file) throws IOException {
        TraceFile traces = new TraceFile();
        for (CsvRow row : CsvFile.read(file, MAY_BE_EMPTY)) {
            traces.add(row);
        }
        List<TraceRun> complete = new ArrayList<>();
        traces.runs.forEach((id, rows) -> {
            if (!rows.get(rows.size() - 1).isCompleted()) {
                throw new IllegalArgumentException("%s: run %s has no row 'completed'".formatted(file, id));
            }
            complete.add(new TraceRun(id, rows));
        });
        return complete;
    }

    private void add(CsvRow cells) {
        TraceRun.Id id = new TraceRun.Id(cells.text("scenario"), cells.text("run"));
        if (!present.equals(Optional.of(id)) && runs.containsKey(id)) {
            throw cells.wrong("run", "must stand together with its other rows");
        }
        present = Optional.of(id);
        List<TraceRow> run = runs.computeIfAbsent(id, key -> new ArrayList<>());
        TraceRow row = row(cells);
        if (!run.isEmpty()) {
            TraceRow before = run.get(run.size() - 1);
            if (before.isCompleted()) {
                throw cells.wrong("status", "must not follow the row 'completed' of its run");
            }
            forward(cells, "total_time_ms", before.totalMillis(), row.totalMillis());
            forward(cells, "ram_transferred_bytes", before.transferredBytes(), row.transferredBytes());
            forward(cells, "dirty_sync_count", before.syncs(), row.syncs());
        }
        run.add(row);
    }

    private static void forward(CsvRow cells, String column, double before, double now) {
        if (now < before) {
            throw cells.wrong(column, "must not be below the row before (%s)".formatted(before));
        }
    }

    private static TraceRow row(CsvRow cells) {
        return new TraceRow(
                cells.text("status"),
                cells.number("total_time_ms"),
                cells.optionalNumber("downtime_ms"),
                cells.optionalNumber("expected_downtime_ms"),
                cells.number("ram_total_bytes"),
                cells.number("ram_remaining_bytes"),
                cells.number("ram_transferred_bytes"),
                cells.number("normal_pages"),
                cells.number("dirty_pages_per_s"),
                cells.number("mbit_s"),
                cells.count("dirty_sync_count"),
                cells.optionalNumber("cpu_throttle_percent"));
    }
}
