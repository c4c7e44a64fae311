package io.vacate.sim.internal.fluid;

/** Something of limited rate that flows share: one direction of a network card, a disk. Not thread-safe. */
public final class Link {
    private final String name;
    private final double capacity;
    private int outages;

    /**
     * Makes a link that is up.
     *
     * @param name what it is called in messages
     * @param capacity rate in bytes per second, more than 0; may be infinite
     */
    public Link(String name, double capacity) {
        if (!(capacity > 0)) {
            throw new IllegalArgumentException(
                    "capacity (%s) of link '%s' must be more than 0".formatted(capacity, name));
        }
        this.name = name;
        this.capacity = capacity;
    }

    /** Returns the rate that it carries now, in bytes per second; 0 while it is down. */
    public double capacity() {
        return isUp() ? capacity : 0;
    }

    /** Tells whether it carries anything. */
    public boolean isUp() {
        return outages == 0;
    }

    /** Adds an outage, or ends one: outages that overlap are counted. Tell {@link FluidNetwork#changed()}. */
    public void outage(boolean begins) {
        outages = Math.max(0, outages + (begins ? 1 : -1));
    }

    @Override
    public String toString() {
        return name;
    }
}
