package io.vacate.model.live;

import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.DirtyCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dirty curve as ln D over ln τ, bytes and seconds: straight between its nodes, and going on beyond them. Towards short
 * times a measured curve goes on as a power law; at last pages are not hit twice, so that D becomes straight: below
 * {@link #KINK_SECONDS} its exponent is half-way to 1. (In the published curve of PublishedDirtyCurveTest the local exponent
 * is 1.1 below 0.5 s and 0.6 above; rounds of QEMU show 0.65 above 2 s and 0.75 at 1 s.) Immutable.
 */
final class LogCurve {
    private static final double KINK_SECONDS = 0.25;
    private static final double KINK = Math.log(KINK_SECONDS);

    /** Nodes at the low end closer than this do not tell its slope. */
    private static final double TELLING = Math.log(2);

    /** Bounds of a curve's exponent below its shortest round: none is known that is flatter; steady writing is straight. */
    private static final double LEAST_SLOPE = 0.5;

    private static final double MOST_SLOPE = 1;

    private final double[] x;
    private final double[] y;
    private final double lowSlope;
    private final double highSlope;

    private LogCurve(double[] x, double[] y, double lowSlope, double highSlope) {
        this.x = x;
        this.y = y;
        this.lowSlope = lowSlope;
        this.highSlope = highSlope;
    }

    /** Returns D(τ) = {@code bytes} · (τ / {@code seconds})^{@code exponent}, but for the kink. */
    static LogCurve power(double seconds, double bytes, double exponent) {
        return new LogCurve(new double[] {Math.log(seconds)}, new double[] {logBytes(bytes)}, exponent, exponent);
    }

    /** Returns {@code curve}, extended to short times unless it says itself what is there. */
    static LogCurve of(DirtyCurve curve) {
        if (curve instanceof DirtyCurve.Measured measured) {
            return through(measured);
        }
        if (curve instanceof DirtyCurve.HotAndCold both) {
            return of(both.asPoints());
        }
        if (curve instanceof DirtyCurve.Scaled scaled) {
            return of(scaled.curve()).movedBy(Math.log(scaled.factor()));
        }
        double[] ends = curve.breakpoints();
        double end = ends.length == 0 || ends[0] <= 0 ? 1 : ends[0];
        boolean isIdle = curve.bytesWithin(end) <= 0;
        return new LogCurve(
                new double[] {Math.log(end)}, new double[] {logBytes(curve.bytesWithin(end))}, isIdle ? 0 : 1, 0);
    }

    private LogCurve movedBy(double logFactor) {
        return new LogCurve(x, Arrays.stream(y).map(at -> at + logFactor).toArray(), lowSlope, highSlope);
    }

    private static LogCurve through(DirtyCurve.Measured curve) {
        List<double[]> nodes = new ArrayList<>();
        for (DirtyCurve.Point point : curve.points()) {
            nodes.add(new double[] {
                Math.log(Seconds.of(point.time())),
                logBytes((double) point.size().bytes())
            });
        }
        double[] x = nodes.stream().mapToDouble(node -> node[0]).toArray();
        double[] y = nodes.stream().mapToDouble(node -> node[1]).toArray();
        int last = x.length - 1;
        int far = 0;
        while (far < last && x[far] - x[0] < TELLING) {
            far++;
        }
        double low = far == 0 ? CurveFit.USUAL_EXPONENT : (y[far] - y[0]) / (x[far] - x[0]);
        int before = last;
        while (before > 0 && x[last] - x[before] < TELLING) {
            before--;
        }
        double high = before == last ? CurveFit.USUAL_EXPONENT : (y[last] - y[before]) / (x[last] - x[before]);
        return new LogCurve(x, y, clamp(low, LEAST_SLOPE, MOST_SLOPE), clamp(high, 0, 1));
    }

    private static double clamp(double slope, double least, double most) {
        return Math.max(least, Math.min(most, slope));
    }

    private static double logBytes(double bytes) {
        return Math.log(Math.max(1, bytes));
    }

    /** Returns ln D at ln τ = {@code at}. */
    double at(double at) {
        int last = x.length - 1;
        if (at >= x[last]) {
            return y[last] + highSlope * (at - x[last]);
        }
        if (at < x[0]) {
            double gentle = Math.max(0, x[0] - Math.max(at, KINK));
            double steep = x[0] - at - gentle;
            return y[0] - lowSlope * gentle - (lowSlope > 0 ? (1 + lowSlope) / 2 : 0) * steep;
        }
        int right = 1;
        while (x[right] < at) {
            right++;
        }
        double share = (at - x[right - 1]) / (x[right] - x[right - 1]);
        return y[right - 1] + share * (y[right] - y[right - 1]);
    }
}
