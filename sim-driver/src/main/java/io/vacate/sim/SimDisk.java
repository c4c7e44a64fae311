package io.vacate.sim;

import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.DiskConfig;

/**
 * A disk of a simulated VM.
 *
 * @param config what the VM's configuration says of it
 * @param size how much a full copy moves
 * @param changed how much an incremental copy moves, at most {@code size}
 */
public record SimDisk(DiskConfig config, DataSize size, DataSize changed) {
    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if {@code changed} exceeds {@code size}
     */
    public SimDisk {
        if (changed.compareTo(size) > 0) {
            throw new IllegalArgumentException("changed (%s) must not exceed size (%s)".formatted(changed, size));
        }
    }

    /** Tells whether only its own host reaches it, so that it has to move along with its VM. */
    boolean isLocal() {
        return !config.shared() && !config.source().isEmpty();
    }
}
