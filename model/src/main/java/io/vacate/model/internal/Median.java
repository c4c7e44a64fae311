package io.vacate.model.internal;

import java.util.List;

/** The median: half of the values may be wrong without moving it far. */
public final class Median {
    private Median() {}

    /** Returns the median of one or more values, for an even number the mean of the middle two. */
    public static double of(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
