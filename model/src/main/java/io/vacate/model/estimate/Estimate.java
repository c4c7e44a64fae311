package io.vacate.model.estimate;

/**
 * A predicted quantity as a distribution.
 *
 * @param p50 median: as likely to be exceeded as not
 * @param p90 exceeded once in ten times; at least {@code p50}
 * @param mean expected value
 * @param <T> the quantity, such as {@link java.time.Duration}
 */
public record Estimate<T extends Comparable<T>>(T p50, T p90, T mean) {
    /**
     * Checks the order of the quantiles.
     *
     * @throws IllegalArgumentException if {@code p90} is below {@code p50}
     */
    public Estimate {
        if (p90.compareTo(p50) < 0) {
            throw new IllegalArgumentException("p90 (%s) must not be below p50 (%s)".formatted(p90, p50));
        }
    }
}
