package io.vacate.kit;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;

/**
 * A guest that the kit asks for. The name must be kept, as the kit checks it; the rest says what serves the tests best, and
 * a guest that comes near it will do.
 *
 * @param name name, unique among the kit's guests
 * @param memory configured memory
 * @param used memory that is not zero, so that it has to be moved
 * @param workingSet memory that it rewrites again and again
 * @param writes rate of rewriting
 */
public record GuestWish(String name, DataSize memory, DataSize used, DataSize workingSet, DataRate writes) {
    /** Returns the usual guest: 128 MiB, half of them used, of which 16 MiB are rewritten at 4 MiB/s. */
    public static GuestWish named(String name) {
        return new GuestWish(
                name,
                DataSize.ofMebibytes(128),
                DataSize.ofMebibytes(64),
                DataSize.ofMebibytes(16),
                DataRate.ofMebibytesPerSecond(4));
    }
}
