package io.vacate.api.host;

import io.vacate.api.unit.DataSize;

/**
 * A host's memory at one moment.
 *
 * @param total physical memory
 * @param free memory that a new VM could take now, caches that can be dropped included; at most {@code total}. Some
 *     hypervisors count files in main memory (tmpfs) as such caches
 */
public record HostMemory(DataSize total, DataSize free) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if {@code free} exceeds {@code total}
     */
    public HostMemory {
        if (free.compareTo(total) > 0) {
            throw new IllegalArgumentException("free (%s) must not exceed total (%s)".formatted(free, total));
        }
    }

    /** Returns what is taken: total less free. */
    public DataSize used() {
        return total.minusOrZero(free);
    }
}
