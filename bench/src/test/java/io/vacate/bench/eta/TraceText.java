package io.vacate.bench.eta;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes traces as the file of real ones has them, in few rows. */
final class TraceText {
    static final String HEADER =
            "scenario,run,sample_s,status,total_time_ms,downtime_ms,expected_downtime_ms,setup_time_ms,"
                    + "ram_total_bytes,ram_remaining_bytes,ram_transferred_bytes,zero_pages,normal_pages,dirty_pages_per_s,mbit_s,"
                    + "dirty_sync_count,cpu_throttle_percent";
    private static final long TOTAL = 4_000_000_000L;
    private static final double RATE = 100e6;
    private static final long PAGE = 4096;

    private final List<String> lines = new ArrayList<>(List.of(HEADER));

    /** Adds a row; the guest's memory in use is 1 GB, sent at 100 MB/s. */
    TraceText row(String run, String status, double seconds, double remaining, double sent, int dirtyPages, int sync) {
        lines.add(String.format(
                Locale.ROOT,
                "%s,%.3f,%s,%.0f,%s,300,1,%d,%.0f,%.0f,0,%.0f,%d,%.2f,%d,",
                run,
                seconds,
                status,
                seconds * 1e3,
                status.equals("completed") ? "20" : "",
                TOTAL,
                remaining,
                sent,
                sent / PAGE,
                dirtyPages,
                RATE / 125_000,
                sync));
        return this;
    }

    /** Adds a run of one round of ten seconds, one of a second, and the end; {@code longer} makes it so much longer. */
    TraceText convergent(String run, double longer) {
        double first = 10 * longer;
        for (double time = 1; time < first; time += 1) {
            double zeros = time > first / 2 ? TOTAL - 1e9 * longer : 1.4e9;
            row(run, "active", time, TOTAL - 100e6 * time - zeros, 100e6 * time, 0, 1);
        }
        row(run, "active", first + 0.5, 80e6, 100e6 * first + 50e6, 2440, 2);
        row(run, "active", first + 1, 30e6, 100e6 * first + 100e6, 2440, 2);
        row(run, "active", first + 1.2, 20e6, 100e6 * first + 120e6, 4880, 3);
        return row(run, "completed", first + 1.3, 0, 100e6 * first + 150e6, 0, 4);
    }

    /** Adds a run of {@code rounds} rounds of two seconds that leave as much as they began with. */
    TraceText stuck(String run, int rounds) {
        double time = 10;
        row(run, "active", 5, TOTAL - 500e6, 500e6, 0, 1);
        for (int round = 2; round < 2 + rounds; round++) {
            row(run, "active", time, 200e6, 100e6 * time, 24400, round);
            row(run, "active", time + 1.5, 50e6, 100e6 * (time + 1.5), 24400, round);
            time += 2;
        }
        return row(run, "completed", time, 0, 100e6 * time, 0, rounds + 3);
    }

    /** Adds a line as it is. */
    TraceText line(String text) {
        lines.add(text);
        return this;
    }

    /** Replaces a line, counted from 1. */
    TraceText replace(int line, String regex, String by) {
        lines.set(line - 1, lines.get(line - 1).replaceFirst(regex, by));
        return this;
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }
}
