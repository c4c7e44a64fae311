package io.vacate.bench.accuracy;

import io.vacate.bench.csv.CsvRow;
import io.vacate.bench.naive.NaiveVm;

/**
 * A row of a log.
 *
 * @param plan what was planned; its runs are repetitions
 * @param run repetition
 * @param vm the VM
 * @param memoryMib its memory
 * @param source where it left
 * @param destination where it arrived
 * @param linkMbit the narrower of both hosts' links
 * @param start seconds since the run began
 * @param end seconds since the run began, after {@code start}
 */
record LoggedMigration(
        String plan,
        String run,
        String vm,
        long memoryMib,
        String source,
        String destination,
        double linkMbit,
        double start,
        double end) {
    private static final double HOT_MIB = 96;
    private static final double HOT_SECONDS = 2;
    private static final double COLD_MIB_PER_SECOND = 2;

    static LoggedMigration of(CsvRow row) {
        double memory = row.number("memory_mib");
        if (memory < 1 || memory > 1L << 40) {
            throw row.wrong("memory_mib", "must be from 1 to 2^40");
        }
        double link = row.number("link_mbit_s");
        if (link <= 0) {
            throw row.wrong("link_mbit_s", "must be positive");
        }
        double start = row.number("start_s");
        if (row.number("end_s") <= start) {
            throw row.wrong("end_s", "must be after start_s");
        }
        if (row.text("source").equals(row.text("destination"))) {
            throw row.wrong("destination", "must not be the source");
        }
        return new LoggedMigration(
                row.text("plan"),
                row.text("run"),
                row.text("vm"),
                (long) memory,
                row.text("source"),
                row.text("destination"),
                link,
                start,
                row.number("end_s"));
    }

    double seconds() {
        return end - start;
    }

    /** Returns what formulas of others know of the VM: how it wrote was published with the experiment. */
    NaiveVm forNaive() {
        return new NaiveVm(memoryMib, HOT_MIB, HOT_SECONDS, COLD_MIB_PER_SECOND);
    }
}
