package io.vacate.model.simulation;

/**
 * When a simulation need not go on: what is worse than something known is of no use to a search.
 *
 * @param seconds the longest that it may last, at least 0
 * @param forced how many jobs may be forced to switch over, at least 0
 */
public record Patience(double seconds, int forced) {
    /** Goes on to the end. */
    public static final Patience ENDLESS = new Patience(Double.POSITIVE_INFINITY, Integer.MAX_VALUE);
}
