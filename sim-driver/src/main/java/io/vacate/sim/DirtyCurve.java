package io.vacate.sim;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.List;

/**
 * How much of its memory a guest rewrites: D(τ), the unique bytes that it writes within any time τ of running.
 *
 * <p>Linear between its points, from nothing at τ = 0, and constant after the last one: by then the working set is all
 * written. Immutable and thread-safe.
 */
public final class DirtyCurve {
    /** A guest that writes nothing. */
    public static final DirtyCurve IDLE = new DirtyCurve(List.of());

    private final List<Point> points;

    /**
     * A measured value of the curve.
     *
     * @param period τ, more than 0
     * @param dirtied D(τ)
     */
    public record Point(Duration period, DataSize dirtied) {
        /**
         * Checks the period.
         *
         * @throws IllegalArgumentException if {@code period} is not positive
         */
        public Point {
            if (period.isNegative() || period.isZero()) {
                throw new IllegalArgumentException("period (%s) must be positive".formatted(period));
            }
        }
    }

    private DirtyCurve(List<Point> points) {
        this.points = points;
    }

    /**
     * Returns the curve of a guest that writes through a working set at a steady rate: D(τ) = min(rate · τ, working set).
     */
    public static DirtyCurve of(DataRate rate, DataSize workingSet) {
        return rate.isZero() || workingSet.isZero()
                ? IDLE
                : new DirtyCurve(List.of(new Point(rate.timeFor(workingSet).plusNanos(1), workingSet)));
    }

    /**
     * Returns the curve through measured points.
     *
     * @param points by growing period
     * @throws IllegalArgumentException if periods do not grow, or D falls; the message names the point
     */
    public static DirtyCurve of(List<Point> points) {
        for (int i = 1; i < points.size(); i++) {
            Point before = points.get(i - 1);
            Point point = points.get(i);
            if (point.period().compareTo(before.period()) <= 0
                    || point.dirtied().compareTo(before.dirtied()) < 0) {
                throw new IllegalArgumentException(
                        "points[%d] (%s) must have a longer period and no less data than the one before it (%s)"
                                .formatted(i, point, before));
            }
        }
        return new DirtyCurve(List.copyOf(points));
    }

    /**
     * Returns D(τ).
     *
     * @param period τ, at least 0
     */
    public DataSize dirtied(Duration period) {
        return DataSize.ofBytes(Math.round(bytesWithin(period.toNanos() / 1e9)));
    }

    /** Returns D(τ) in bytes, τ in seconds. */
    double bytesWithin(double seconds) {
        double lastSeconds = 0;
        double lastBytes = 0;
        for (Point point : points) {
            double pointSeconds = point.period().toNanos() / 1e9;
            double pointBytes = point.dirtied().bytes();
            if (seconds < pointSeconds) {
                double share = (seconds - lastSeconds) / (pointSeconds - lastSeconds);
                return lastBytes + share * (pointBytes - lastBytes);
            }
            lastSeconds = pointSeconds;
            lastBytes = pointBytes;
        }
        return lastBytes;
    }

    @Override
    public String toString() {
        return "DirtyCurve" + points;
    }
}
