package io.vacate.sim;

/** Real time, faster or slower by a factor. Immutable. */
final class ScaledPace {
    private final double factor;
    private final long began = System.nanoTime();

    ScaledPace(double factor) {
        this.factor = factor;
    }

    /** Returns the same pace from now on. */
    ScaledPace fromNow() {
        return new ScaledPace(factor);
    }

    /** Returns the simulated nanoseconds since the world began. */
    long nanos() {
        return (long) ((System.nanoTime() - began) * factor);
    }

    /** Returns the real nanoseconds until a simulated time. */
    long realNanosUntil(long simulatedNanos) {
        return (long) Math.ceil((simulatedNanos - nanos()) / factor);
    }
}
