package io.vacate.bench.xen;

import java.util.Locale;

/**
 * A kind of guest, and what was predicted of it; all times in seconds.
 *
 * @param kind which
 * @param runs how often it was measured
 * @param measured mean of that
 * @param byTaught predicted by all sizes that may be learned from
 * @param byOtherSizes predicted by those of them that are not its own
 * @param byOne predicted by one small idle guest
 */
record XenRow(String kind, int runs, double measured, double byTaught, double byOtherSizes, double byOne) {
    static final String HEADER = String.format(
            Locale.ROOT,
            "%-14s %4s %9s %20s %20s %20s",
            "guest",
            "runs",
            "seconds",
            "by all that taught",
            "by other sizes",
            "by one idle VM");

    private static final double PERCENT = 100;

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-14s %4d %9.2f %s %s %s",
                kind,
                runs,
                measured,
                cell(byTaught),
                cell(byOtherSizes),
                cell(byOne));
    }

    private String cell(double predicted) {
        return String.format(Locale.ROOT, "%10.2f %+8.1f%%", predicted, PERCENT * (predicted / measured - 1));
    }
}
