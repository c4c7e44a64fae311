package io.vacate.bench.accuracy;

import io.vacate.bench.plot.Point;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Quantity.Kind;
import java.util.ArrayList;
import java.util.List;

/** How often intervals of many widths, from narrow to wide, held what happened. */
final class CoverageLadder {
    private static final double[] LEVELS = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};
    private static final double MEDIAN = 0.5;

    /** Logs of whole seconds repeat themselves: what lies on the end of an interval is in it, but for rounding. */
    private static final double ROUNDING = 1e-9;

    private final Kind kind;
    private final int[] held = new int[LEVELS.length];
    private int asked;

    /**
     * Begins a ladder.
     *
     * @param kind the residuals that its intervals come from
     */
    CoverageLadder(Kind kind) {
        this.kind = kind;
    }

    /**
     * Counts what happened.
     *
     * @param learned what predicted it
     * @param pairs each with the median that was predicted by it
     */
    void add(Calibration learned, List<Scored> pairs) {
        double median = learned.quantile(kind, MEDIAN);
        for (int i = 0; i < LEVELS.length; i++) {
            double low = learned.quantile(kind, (1 - LEVELS[i]) / 2) / median - ROUNDING;
            double high = learned.quantile(kind, (1 + LEVELS[i]) / 2) / median + ROUNDING;
            for (Scored pair : pairs) {
                double share = pair.actual() / pair.predicted();
                held[i] += share >= low && share <= high ? 1 : 0;
            }
        }
        asked += pairs.size();
    }

    /** Returns for each interval the share that it says and the share that it held; nothing before anything was counted. */
    List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < LEVELS.length && asked > 0; i++) {
            points.add(new Point(LEVELS[i], held[i] / (double) asked));
        }
        return points;
    }
}
