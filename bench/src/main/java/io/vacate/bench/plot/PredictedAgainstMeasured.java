package io.vacate.bench.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Times that were predicted beside those that were measured: what lies on the diagonal was right. Not thread-safe. */
public final class PredictedAgainstMeasured {
    private static final double MARGIN = 1.15;
    private static final double OFF = 1.2;

    private final String title;
    private final Map<String, List<Point>> series = new LinkedHashMap<>();

    /** Has no times yet. */
    public PredictedAgainstMeasured(String title) {
        this.title = title;
    }

    /**
     * Adds a pair.
     *
     * @param name what sort of migration it was; a colour each
     * @param measured seconds; positive
     * @param predicted seconds; positive
     * @throws IllegalArgumentException if one of them is not positive and finite
     */
    public void add(String name, double measured, double predicted) {
        if (!isTime(measured) || !isTime(predicted)) {
            throw new IllegalArgumentException("measured (%s) and predicted (%s) of '%s' must be positive and finite"
                    .formatted(measured, predicted, name));
        }
        series.computeIfAbsent(name, key -> new ArrayList<>()).add(new Point(measured, predicted));
    }

    private static boolean isTime(double seconds) {
        return seconds > 0 && !Double.isInfinite(seconds);
    }

    /**
     * Writes the plot, and the directory of {@code file} if it is not there.
     *
     * @throws IllegalStateException if there is no pair
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        chart().write(file);
    }

    Chart chart() {
        double[] all = series.values().stream()
                .flatMap(List::stream)
                .flatMapToDouble(point -> DoubleStream.of(point.x(), point.y()))
                .sorted()
                .toArray();
        if (all.length == 0) {
            throw new IllegalStateException("'%s' has nothing to plot".formatted(title));
        }
        double low = all[0] / MARGIN;
        double high = all[all.length - 1] * MARGIN;
        Chart chart = new Chart(
                title,
                new Axis("measured, s", low, high, Axis.Scale.LOGARITHMIC),
                new Axis("predicted, s", low, high, Axis.Scale.LOGARITHMIC));
        chart.guide("as measured", new Point(low, low), new Point(high, high), false);
        if (high > low * OFF) {
            chart.guide("20 % off", new Point(low, low * OFF), new Point(high / OFF, high), true);
            chart.guide("20 % off", new Point(low * OFF, low), new Point(high, high / OFF), true);
        }
        series.forEach((name, points) -> chart.dots("%s (%d)".formatted(name, points.size()), points));
        return chart;
    }
}
