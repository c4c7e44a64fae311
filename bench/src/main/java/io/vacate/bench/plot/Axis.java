package io.vacate.bench.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * What one side of a chart shows.
 *
 * @param label what is shown, with its unit
 * @param low value at its beginning
 * @param high value at its end, above {@code low}
 * @param scale how values between lie
 */
record Axis(String label, double low, double high, Scale scale) {
    private static final int[] LOG_STEPS = {1, 2, 5};
    private static final int LINEAR_STEPS = 5;

    /** How values lie on an axis. */
    enum Scale {
        /** Equal differences are equally long. */
        LINEAR,
        /** Equal ratios are equally long; all values are positive. */
        LOGARITHMIC
    }

    Axis {
        boolean isOrdered = low < high && !Double.isInfinite(high - low);
        if (!isOrdered || (scale == Scale.LOGARITHMIC && low <= 0)) {
            throw new IllegalArgumentException("axis '%s' cannot go from %s to %s".formatted(label, low, high));
        }
    }

    /** Returns where a value lies: 0 at the beginning, 1 at the end. */
    double share(double value) {
        return scale == Scale.LINEAR ? (value - low) / (high - low) : Math.log(value / low) / Math.log(high / low);
    }

    /** Returns the values to write beside the axis, ascending. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (scale == Scale.LINEAR) {
            for (int step = 0; step <= LINEAR_STEPS; step++) {
                ticks.add(low + (high - low) * step / LINEAR_STEPS);
            }
            return ticks;
        }
        for (int power = (int) Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
            for (int step : LOG_STEPS) {
                double value = step * Math.pow(10, power);
                if (value >= low && value <= high) {
                    ticks.add(value);
                }
            }
        }
        return ticks;
    }
}
