package io.vacate.bench.eta;

import java.util.Arrays;
import java.util.Collection;

/** Small sums over runs. */
final class Scores {
    private Scores() {}

    /** Returns the median of {@code values}, at least one; the mean of the two in the middle where they are even. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns the median, NaN of nothing. */
    static double median(Collection<Double> values) {
        return values.isEmpty()
                ? Double.NaN
                : median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
