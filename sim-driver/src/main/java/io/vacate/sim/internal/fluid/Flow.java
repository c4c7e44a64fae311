package io.vacate.sim.internal.fluid;

import java.util.List;

/** An amount of data on its way over a path of links. Not thread-safe. */
public final class Flow {
    final List<Link> path;
    final Runnable whenDone;
    double cap;
    double remaining;
    double rate;
    private final double volume;

    Flow(List<Link> path, double volume, double cap, Runnable whenDone) {
        this.path = List.copyOf(path);
        this.volume = volume;
        this.remaining = volume;
        this.cap = cap;
        this.whenDone = whenDone;
    }

    /** Returns what it was to carry, in bytes. */
    public double volume() {
        return volume;
    }

    /** Returns its rate in bytes per second; once it has ended, its last one. */
    public double rate() {
        return rate;
    }
}
