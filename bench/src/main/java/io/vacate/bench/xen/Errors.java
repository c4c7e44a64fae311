package io.vacate.bench.xen;

/** Relative errors of predictions, and their mean. */
final class Errors {
    private static final double PERCENT = 100;

    private double sum;
    private int count;

    void add(double predicted, double measured) {
        sum += Math.abs(predicted / measured - 1);
        count++;
    }

    /** Returns the mean absolute error in percent; NaN of none. */
    double mape() {
        return PERCENT * sum / count;
    }
}
