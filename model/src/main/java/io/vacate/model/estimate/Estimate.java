package io.vacate.model.estimate;

/**
 * A predicted quantity as a distribution.
 *
 * @param p05 as likely as 1 in 20 to be lower
 * @param p25 lower quartile
 * @param p50 median: as likely to be exceeded as not
 * @param p75 upper quartile
 * @param p90 exceeded once in ten times
 * @param p95 exceeded once in 20 times; from {@code p05} to here is the 90 % interval
 * @param mean expected value
 * @param <T> the quantity, such as {@link java.time.Duration}
 */
public record Estimate<T extends Comparable<T>>(T p05, T p25, T p50, T p75, T p90, T p95, T mean) {
    /**
     * Checks the order of the quantiles.
     *
     * @throws IllegalArgumentException if one is below the one before; the message names both
     */
    public Estimate {
        ordered(p05, "p05", p25, "p25");
        ordered(p25, "p25", p50, "p50");
        ordered(p50, "p50", p75, "p75");
        ordered(p75, "p75", p90, "p90");
        ordered(p90, "p90", p95, "p95");
    }

    private static <T extends Comparable<T>> void ordered(T low, String lowName, T high, String highName) {
        if (high.compareTo(low) < 0) {
            throw new IllegalArgumentException(
                    "%s (%s) must not be below %s (%s)".formatted(highName, high, lowName, low));
        }
    }
}
