package io.vacate.model.profile;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How fast a VM rewrites its memory: D(τ), the unique bytes that it rewrites within a time τ.
 *
 * <p>Pre-copy sends a page once a round however often it was rewritten, so unique bytes count, not writes. A real D is
 * concave: pages are hit again, and the working set ends. A single dirty rate is the straight line through the origin,
 * which overestimates long rounds (Clark et al., "Live Migration of Virtual Machines", NSDI 2005, call the part that is
 * not worth sending early the writable working set). Every curve here is non-decreasing, starts at D(0) = 0 and is
 * piecewise linear, which lets an estimator decide convergence exactly, at the {@link #breakpoints()}.
 *
 * <p>A curve does not know the VM's memory; who uses it must cap D there.
 */
public sealed interface DirtyCurve {

    /** Returns the curve of a VM that rewrites nothing. */
    static DirtyCurve idle() {
        return new ConstantRate(DataRate.ZERO, DataSize.ZERO);
    }

    /**
     * Returns D(τ) = min(rate · τ, working set).
     *
     * @param rate unique bytes rewritten each second while the working set lasts
     * @param workingSet most bytes that are ever rewritten
     */
    static DirtyCurve constantRate(DataRate rate, DataSize workingSet) {
        return new ConstantRate(rate, workingSet);
    }

    /**
     * Returns the linear interpolation of measured points, with D(0) = 0. Beyond the last point it goes on with the last
     * segment's slope, but no steeper than the mean slope up to there, so that noise at the end cannot make it convex.
     *
     * @param points by time, strictly increasing; sizes non-decreasing
     * @throws IllegalArgumentException if there is no point, a time is not positive or not increasing, or a size
     *     decreases; the message names the point
     */
    static DirtyCurve measured(List<Point> points) {
        return new Measured(points);
    }

    /**
     * Returns the curve of a VM that rewrites its hot pages again and again and the others slowly, as published batches
     * describe VMs: D(τ) rises to {@code hot} within {@code hotPeriod}, and by {@code cold} each second until all is rewritten.
     *
     * @param used memory that is not zero
     * @param hot what is rewritten again and again
     * @param hotPeriod how long it takes to rewrite that once, more than 0
     * @param cold rate at which the rest is rewritten
     * @throws IllegalArgumentException if the period is 0
     */
    static DirtyCurve hotAndCold(DataSize used, DataSize hot, Duration hotPeriod, DataRate cold) {
        return new HotAndCold(used, hot, hotPeriod, cold);
    }

    /**
     * Returns D(τ) in bytes.
     *
     * @param seconds τ, at least 0
     */
    double bytesWithin(double seconds);

    /**
     * Returns D(τ), rounded down to whole bytes.
     *
     * @param time τ
     * @throws IllegalArgumentException if {@code time} is negative
     */
    default DataSize within(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time (%s) must not be negative".formatted(time));
        }
        return DataSize.ofBytes((long) bytesWithin(Seconds.of(time)));
    }

    /**
     * Returns this curve with every size multiplied by {@code factor}: a VM that was seen to rewrite so much more, or less,
     * than its profile says.
     *
     * @param factor positive and finite
     * @throws IllegalArgumentException if it is not
     */
    default DirtyCurve scaledBy(double factor) {
        return factor == 1 ? this : new Scaled(this, Check.within(factor, 0, Double.MAX_VALUE, "factor"));
    }

    /** Returns the times τ in seconds, ascending, where the slope of D changes; a new array, empty for a straight line. */
    double[] breakpoints();

    /**
     * A measured point of a curve.
     *
     * @param time period over which the VM was watched, positive
     * @param size unique bytes rewritten within that period
     */
    record Point(Duration time, DataSize size) {
        /**
         * Checks the point.
         *
         * @throws IllegalArgumentException if {@code time} is not positive
         */
        public Point {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("time (%s) of a dirty-curve point must be positive".formatted(time));
            }
        }
    }

    /**
     * D(τ) = min(rate · τ, working set).
     *
     * @param rate unique bytes rewritten each second while the working set lasts; 0 for an idle VM
     * @param workingSet most bytes that are ever rewritten
     */
    record ConstantRate(DataRate rate, DataSize workingSet) implements DirtyCurve {
        @Override
        public double bytesWithin(double seconds) {
            return Math.min(rate.bytesPerSecond() * seconds, (double) workingSet.bytes());
        }

        @Override
        public double[] breakpoints() {
            return rate.isZero() ? new double[0] : new double[] {workingSet.bytes() / (double) rate.bytesPerSecond()};
        }
    }

    /**
     * Another curve, its sizes multiplied.
     *
     * @param curve the curve
     * @param factor positive and finite
     */
    record Scaled(DirtyCurve curve, double factor) implements DirtyCurve {
        @Override
        public double bytesWithin(double seconds) {
            return factor * curve.bytesWithin(seconds);
        }

        @Override
        public double[] breakpoints() {
            return curve.breakpoints();
        }
    }

    /** Hot pages that are rewritten again and again, and cold ones; see {@link DirtyCurve#hotAndCold}. */
    final class HotAndCold implements DirtyCurve {
        private final DataSize used;
        private final DataSize hot;
        private final Duration hotPeriod;
        private final DataRate cold;
        private final DirtyCurve shape;

        private HotAndCold(DataSize used, DataSize hot, Duration hotPeriod, DataRate cold) {
            this.used = used;
            this.hot = hot;
            this.hotPeriod = Check.positive(hotPeriod, "hotPeriod");
            this.cold = cold;
            shape = shape();
        }

        private DirtyCurve shape() {
            double all = (double) used.bytes();
            double again = Math.min((double) hot.bytes(), all);
            double slowly = (double) cold.bytesPerSecond();
            double period = Seconds.of(hotPeriod);
            if (cold.isZero()) {
                return again == 0
                        ? idle()
                        : constantRate(
                                DataRate.ofBytesPerSecond(Math.max(1, (long) (again / period))),
                                DataSize.ofBytes((long) again));
            }
            double atPeriod = again + slowly * period;
            List<Point> points = new ArrayList<>();
            if (again > 0 && atPeriod < all) {
                points.add(point(period, atPeriod));
            }
            points.add(point(Math.max(period, (all - again) / slowly), all));
            return measured(points);
        }

        private static Point point(double seconds, double bytes) {
            return new Point(Seconds.toDuration(seconds), DataSize.ofBytes((long) bytes));
        }

        /** Returns the memory that is not zero. */
        public DataSize used() {
            return used;
        }

        /** Returns what is rewritten again and again. */
        public DataSize hot() {
            return hot;
        }

        /** Returns how long it takes to rewrite that once. */
        public Duration hotPeriod() {
            return hotPeriod;
        }

        /** Returns the rate at which the rest is rewritten. */
        public DataRate cold() {
            return cold;
        }

        /** Returns the same curve as points, or as a constant rate. */
        public DirtyCurve asPoints() {
            return shape;
        }

        @Override
        public double bytesWithin(double seconds) {
            return shape.bytesWithin(seconds);
        }

        @Override
        public double[] breakpoints() {
            return shape.breakpoints();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof HotAndCold that
                    && used.equals(that.used)
                    && hot.equals(that.hot)
                    && hotPeriod.equals(that.hotPeriod)
                    && cold.equals(that.cold);
        }

        @Override
        public int hashCode() {
            return Objects.hash(used, hot, hotPeriod, cold);
        }

        @Override
        public String toString() {
            return "HotAndCold[%s of %s within %s, the rest at %s]".formatted(hot, used, hotPeriod, cold);
        }
    }

    /** Linear interpolation of measured points; see {@link DirtyCurve#measured}. */
    final class Measured implements DirtyCurve {
        private final List<Point> points;
        private final double[] times;
        private final double[] sizes;
        private final double lastSlope;

        private Measured(List<Point> points) {
            if (points.isEmpty()) {
                throw new IllegalArgumentException("points (%s) of a dirty curve must not be empty".formatted(points));
            }
            this.points = List.copyOf(points);
            int count = points.size();
            // The origin is a point of every curve: it makes the first segment like the others.
            times = new double[count + 1];
            sizes = new double[count + 1];
            for (int i = 0; i < count; i++) {
                times[i + 1] = Seconds.of(points.get(i).time());
                sizes[i + 1] = points.get(i).size().bytes();
                checkStep(i);
            }
            double segment = (sizes[count] - sizes[count - 1]) / (times[count] - times[count - 1]);
            lastSlope = Math.min(segment, sizes[count] / times[count]);
        }

        private void checkStep(int i) {
            if (times[i + 1] <= times[i]) {
                throw new IllegalArgumentException("points[%d].time (%s) must be above points[%d].time (%s)"
                        .formatted(
                                i,
                                points.get(i).time(),
                                i - 1,
                                points.get(i - 1).time()));
            }
            if (sizes[i + 1] < sizes[i]) {
                throw new IllegalArgumentException("points[%d].size (%s) must not be below points[%d].size (%s)"
                        .formatted(
                                i,
                                points.get(i).size(),
                                i - 1,
                                points.get(i - 1).size()));
            }
        }

        /** Returns the measured points, by time. */
        public List<Point> points() {
            return points;
        }

        @Override
        public double bytesWithin(double seconds) {
            int last = times.length - 1;
            if (seconds >= times[last]) {
                return sizes[last] + lastSlope * (seconds - times[last]);
            }
            int found = Arrays.binarySearch(times, seconds);
            if (found >= 0) {
                return sizes[found];
            }
            int right = -found - 1;
            double share = (seconds - times[right - 1]) / (times[right] - times[right - 1]);
            return sizes[right - 1] + share * (sizes[right] - sizes[right - 1]);
        }

        @Override
        public double[] breakpoints() {
            return Arrays.copyOfRange(times, 1, times.length);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Measured measured && points.equals(measured.points);
        }

        @Override
        public int hashCode() {
            return points.hashCode();
        }

        @Override
        public String toString() {
            return "Measured" + points;
        }
    }
}
