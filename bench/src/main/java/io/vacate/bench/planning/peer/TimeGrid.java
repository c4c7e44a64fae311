package io.vacate.bench.planning.peer;

import java.time.Duration;

/**
 * The times that plans are made of: multiples of a step.
 *
 * @param step more than 0
 */
record TimeGrid(Duration step) {
    /** Returns the steps in a time that is waited for: rounded up. */
    long up(Duration time) {
        return -Math.floorDiv(-time.toNanos(), step.toNanos());
    }

    /** Returns the steps until a deadline: rounded down. */
    long down(Duration time) {
        return Math.floorDiv(time.toNanos(), step.toNanos());
    }

    Duration time(long steps) {
        return step.multipliedBy(steps);
    }
}
