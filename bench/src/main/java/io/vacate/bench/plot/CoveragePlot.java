package io.vacate.bench.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often intervals held what happened, beside how often they said so, in per cent. Not thread-safe. */
public final class CoveragePlot {
    private static final double ALL = 100;

    private final String title;
    private final Map<String, List<Point>> curves = new LinkedHashMap<>();

    /** Has no curve yet. */
    public CoveragePlot(String title) {
        this.title = title;
    }

    /**
     * Adds a curve.
     *
     * @param name what was predicted
     * @param shares for each interval its nominal share and the share observed, from 0 to 1
     * @throws IllegalArgumentException if one is not
     */
    public void add(String name, List<Point> shares) {
        for (Point share : shares) {
            if (!(share.x() >= 0 && share.x() <= 1 && share.y() >= 0 && share.y() <= 1)) {
                throw new IllegalArgumentException("shares of '%s' (%s) must be from 0 to 1".formatted(name, share));
            }
        }
        curves.put(
                name,
                shares.stream()
                        .map(share -> new Point(ALL * share.x(), ALL * share.y()))
                        .toList());
    }

    /**
     * Writes the plot, and the directory of {@code file} if it is not there.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        chart().write(file);
    }

    Chart chart() {
        Chart chart = new Chart(
                title,
                new Axis("the interval says, %", 0, ALL, Axis.Scale.LINEAR),
                new Axis("it held, %", 0, ALL, Axis.Scale.LINEAR));
        chart.guide("as said", new Point(0, 0), new Point(ALL, ALL), false);
        curves.forEach(chart::curve);
        return chart;
    }
}
