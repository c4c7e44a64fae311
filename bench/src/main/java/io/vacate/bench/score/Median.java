package io.vacate.bench.score;

import java.util.Arrays;
import java.util.Collection;

/** The value in the middle. */
public final class Median {
    private Median() {}

    /** Returns the median of {@code values}, in any order: of an even number the mean of the middle two; NaN of nothing. */
    public static double of(double... values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns the median of {@code values}, in any order: of an even number the mean of the middle two; NaN of nothing. */
    public static double of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
