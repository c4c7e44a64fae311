package io.vacate.bench.accuracy;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A prediction beside what happened, in seconds.
 *
 * @param actual what happened
 * @param predicted median of the prediction
 * @param p05 lower end of the 90 % interval
 * @param p25 lower end of the 50 % interval
 * @param p75 upper end of the 50 % interval
 * @param p95 upper end of the 90 % interval
 */
record Scored(double actual, double predicted, double p05, double p25, double p75, double p95) {
    /** Returns the absolute error as a share of what happened. */
    double error() {
        return Math.abs(predicted - actual) / actual;
    }

    static double mape(List<Scored> all) {
        return mean(all, Scored::error);
    }

    static double coverage50(List<Scored> all) {
        return mean(all, each -> each.actual >= each.p25 && each.actual <= each.p75 ? 1 : 0);
    }

    static double coverage90(List<Scored> all) {
        return mean(all, each -> each.actual >= each.p05 && each.actual <= each.p95 ? 1 : 0);
    }

    private static double mean(List<Scored> all, ToDoubleFunction<Scored> value) {
        return all.stream().mapToDouble(value).average().orElse(Double.NaN);
    }
}
