package io.vacate.bench.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a log of migrations one after the other over links of 1 Gbit/s, whose times follow from a truth of its own. */
final class LogText {
    private static final String HEADER = "plan,run,vm,memory_mib,source,destination,link_mbit_s,start_s,end_s";
    private static final double TRUE_COSTS = 2;
    private static final double TRUE_BYTES_PER_SECOND = 0.9 * 125e6;
    private static final int[] SIZES = {1024, 2048, 4096, 8192};

    private final List<String> lines = new ArrayList<>(List.of(HEADER));

    /** Returns the time that a migration of so many MiB takes. */
    static double seconds(double mebibytes) {
        return TRUE_COSTS + mebibytes * 0x1p20 / TRUE_BYTES_PER_SECOND;
    }

    /** Adds a run in which one host sends VMs of all sizes, each when the one before has arrived. */
    LogText run(String plan, int run) {
        double start = 0;
        for (int i = 0; i < SIZES.length; i++) {
            int size = SIZES[(i + run) % SIZES.length];
            double end = start + seconds(size);
            lines.add(String.format(
                    Locale.ROOT,
                    "%s,%d,vm%d,%d,a,%s,1000,%.6f,%.6f",
                    plan,
                    run,
                    i,
                    size,
                    i % 2 == 0 ? "b" : "c",
                    start,
                    end));
            start = end;
        }
        return this;
    }

    /** Adds a line as it is. */
    LogText line(String text) {
        lines.add(text);
        return this;
    }

    /** Returns the log of three plans of two runs each. */
    static LogText threePlans() {
        LogText text = new LogText();
        for (String plan : List.of("one", "two", "three")) {
            text.run(plan, 1).run(plan, 2);
        }
        return text;
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
