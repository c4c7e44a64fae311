package io.vacate.bench.testbed;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A file of measured migrations that grows run by run: what is in it needs no second measurement. */
final class MigrationsFile {
    /** The first line. {@code bench/data/README.md} explains each. */
    private static final String HEADER =
            "set,case,run,mode,options,link_mbit_s,group_size,strategy,vm,memory_mib,fill_mib,"
                    + "dirty_mib_s,working_set_mib,resident_mib,dirty_curve,from,to,start_s,end_s,active_s,downtime_s,sent_bytes,"
                    + "total_bytes,zero_pages,normal_pages,iterations,rate_mib_s,prepare_s,suspend_s,transfer_s,resume_s,finish_s,"
                    + "outcome,load1,setup_s,copy_s,switch_over_s,post_copy_s";

    private static final int COLUMNS = HEADER.split(",", -1).length;

    private final Path path;
    private final Set<String> done = new HashSet<>();

    private MigrationsFile(Path path) {
        this.path = path;
    }

    /**
     * Opens a file, which may be new.
     *
     * @throws IllegalStateException if it has other columns, or a row that cannot be read, which is named; it is as it was
     */
    static MigrationsFile open(Path path) throws IOException {
        MigrationsFile file = new MigrationsFile(path);
        List<String> lines = Files.exists(path) ? Files.readAllLines(path) : List.of();
        if (lines.isEmpty()) {
            file.write(List.of(HEADER));
        } else if (!lines.get(0).equals(HEADER)) {
            throw new IllegalStateException("%s has other columns than are measured now".formatted(path));
        }
        for (int line = 2; line <= lines.size(); line++) {
            file.remember(line, lines.get(line - 1).split(",", -1));
        }
        return file;
    }

    private void remember(int line, String[] fields) {
        if (fields.length != COLUMNS) {
            throw new IllegalStateException("%s:%d: %d cells, but there are %d columns; remove what is left of the run"
                    .formatted(path, line, fields.length, COLUMNS));
        }
        try {
            done.add(key(fields[1], Integer.parseInt(fields[2])));
        } catch (NumberFormatException noRun) {
            throw new IllegalStateException(
                    "%s:%d: run ('%s') must be a whole number".formatted(path, line, fields[2]), noRun);
        }
    }

    boolean has(MigrationCase measured, int run) {
        return done.contains(key(measured.id(), run));
    }

    boolean isComplete(MigrationCase measured) {
        for (int run = 1; run <= measured.runs(); run++) {
            if (!has(measured, run)) {
                return false;
            }
        }
        return true;
    }

    /** Adds a run, whole: all of its guests. */
    void add(MigrationCase measured, int run, List<String> rows) throws IOException {
        write(rows);
        done.add(key(measured.id(), run));
    }

    private void write(List<String> lines) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(String.join("\n", lines) + "\n");
        }
    }

    private static String key(String id, int run) {
        return id + "," + run;
    }
}
