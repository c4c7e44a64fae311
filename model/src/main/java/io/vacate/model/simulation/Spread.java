package io.vacate.model.simulation;

import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.Estimate;
import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import java.time.Duration;
import java.util.function.DoubleFunction;

/**
 * How reality is distributed around predictions: quantiles and mean of actual / predicted.
 *
 * @param p05 quantile 0.05; positive
 * @param p25 quantile 0.25; at least {@code p05}
 * @param p50 median; at least {@code p25}
 * @param p75 quantile 0.75; at least {@code p50}
 * @param p90 quantile 0.9; at least {@code p75}
 * @param p95 quantile 0.95; at least {@code p90}
 * @param mean mean; positive
 */
public record Spread(double p05, double p25, double p50, double p75, double p90, double p95, double mean) {
    /**
     * What to assume before residuals were seen: log-normal with a standard deviation of 0.1. Source: this model with its
     * prior fixed costs against QEMU 10, where single migrations were off by up to 6 % and aggregate times of four by up to
     * 9 %; the noise floor of a published set of 1,200 migrations is 4.3 to 5.1 %.
     */
    public static final Spread PRIOR = logNormal(0.10);

    private static final double MOST = 1000;

    /**
     * Checks the quantiles.
     *
     * @throws IllegalArgumentException if one is out of its range, or below the one before
     */
    public Spread {
        Check.within(p05, 0, MOST, "p05");
        notBelow(p25, p05, "p25");
        notBelow(p50, p25, "p50");
        notBelow(p75, p50, "p75");
        notBelow(p90, p75, "p90");
        notBelow(p95, p90, "p95");
        Check.within(mean, 0, MOST, "mean");
    }

    private static void notBelow(double value, double before, String field) {
        if (!(value >= before && value <= MOST)) {
            throw new IllegalArgumentException(
                    "%s (%s) must be at least %s and at most %s".formatted(field, value, before, MOST));
        }
    }

    /**
     * Returns the log-normal distribution with median 1: times are positive and their errors are relative.
     *
     * @param sigma standard deviation of ln(actual / predicted), above 0 and at most 2
     * @throws IllegalArgumentException if it is out of its range
     */
    public static Spread logNormal(double sigma) {
        Check.within(sigma, 0, 2, "sigma");
        return new Spread(
                Math.exp(-1.6448536269514722 * sigma),
                Math.exp(-0.6744897501960817 * sigma),
                1,
                Math.exp(0.6744897501960817 * sigma),
                Math.exp(1.2815515655446004 * sigma),
                Math.exp(1.6448536269514722 * sigma),
                Math.exp(sigma * sigma / 2));
    }

    /** Returns this spread shifted so that its median is 1: for quantities whose predictions were not compared. */
    public Spread centred() {
        return p50 == 1 ? this : new Spread(p05 / p50, p25 / p50, 1, p75 / p50, p90 / p50, p95 / p50, mean / p50);
    }

    /** Returns the distribution of a time that the model predicts, which is not negative. */
    public Estimate<Duration> around(Duration predicted) {
        double seconds = Seconds.of(predicted);
        return around(share -> Seconds.toDuration(seconds * share));
    }

    /** Returns the distribution of a size that the model predicts. */
    public Estimate<DataSize> around(DataSize predicted) {
        double bytes = predicted.bytes();
        return around(share -> DataSize.ofBytes((long) (bytes * share)));
    }

    private <T extends Comparable<T>> Estimate<T> around(DoubleFunction<T> scaled) {
        return new Estimate<>(
                scaled.apply(p05),
                scaled.apply(p25),
                scaled.apply(p50),
                scaled.apply(p75),
                scaled.apply(p90),
                scaled.apply(p95),
                scaled.apply(mean));
    }
}
