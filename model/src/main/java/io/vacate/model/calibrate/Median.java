package io.vacate.model.calibrate;

import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import java.util.Arrays;
import java.util.List;

/** The median: half of the values may be wrong without moving it far. */
final class Median {
    private Median() {}

    /** Returns the median of one or more values, for an even number the mean of the middle two. */
    static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns the median of one or more rates. */
    static DataRate of(List<DataRate> rates) {
        return DataRate.ofBytesPerSecond(
                (long) of(rates.stream().mapToDouble(DataRate::bytesPerSecond).toArray()));
    }

    /**
     * Copies rates that a median is to be taken of.
     *
     * @throws IllegalArgumentException if there is none, or one is 0
     */
    static List<DataRate> checkedRates(List<DataRate> rates, String what) {
        if (rates.isEmpty()) {
            throw new IllegalArgumentException("rates (%s) of the %s must not be empty".formatted(rates, what));
        }
        rates.forEach(rate -> Check.positive(rate, "rate of the " + what));
        return List.copyOf(rates);
    }
}
