package io.vacate.bench.testbed;

import java.util.Locale;

/** How many guests of a group move at once. */
enum Strategy {
    /** There is only one. */
    ALONE(1),
    /** One after the other, as listed. */
    SEQUENTIAL(1),
    /** Two at any time, as listed. */
    K2(2),
    /** All. */
    PARALLEL(Integer.MAX_VALUE);

    private final int limit;

    Strategy(int limit) {
        this.limit = limit;
    }

    int atOnce(int guests) {
        return Math.min(limit, guests);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
