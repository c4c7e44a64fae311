package io.vacate.model.estimate;

import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import java.time.Duration;

/**
 * How far reality lies from a prediction: actual / predicted is taken as log-normal with median 1, as times are positive
 * and their errors are relative.
 *
 * @param sigma standard deviation of ln(actual / predicted), above 0 and at most 2
 */
public record Spread(double sigma) {
    /**
     * What to assume before residuals were seen. Source: this model with its prior fixed costs against QEMU 10.0.2 at 500
     * Mbit/s, where single migrations were off by up to 6 % and aggregate times of four by up to 9 %; the noise floor of a
     * published set of 1,200 migrations is 4.3 to 5.1 %.
     */
    public static final Spread PRIOR = new Spread(0.10);

    /** The standard normal distribution's quantile of 0.9. */
    private static final double NORMAL_P90 = 1.2815515655446004;

    /**
     * Checks the spread.
     *
     * @throws IllegalArgumentException if {@code sigma} is out of its range
     */
    public Spread {
        Check.within(sigma, 0, 2, "sigma");
    }

    /** Returns the distribution whose median is {@code predicted}, which is not negative. */
    public Estimate<Duration> around(Duration predicted) {
        double median = Seconds.of(predicted);
        return new Estimate<>(predicted, Seconds.toDuration(median * p90()), Seconds.toDuration(median * mean()));
    }

    /** Returns the distribution whose median is {@code predicted}. */
    public Estimate<DataSize> around(DataSize predicted) {
        double median = predicted.bytes();
        return new Estimate<>(
                predicted, DataSize.ofBytes((long) (median * p90())), DataSize.ofBytes((long) (median * mean())));
    }

    private double p90() {
        return Math.exp(NORMAL_P90 * sigma);
    }

    private double mean() {
        return Math.exp(sigma * sigma / 2);
    }
}
