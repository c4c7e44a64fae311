package io.vacate.model.estimate;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.migration.StorageCopy;
import io.vacate.api.unit.DataRate;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.HostProfile;
import java.util.Optional;

/**
 * How a VM is to be moved, as far as it changes what that takes.
 *
 * @param mode how its memory gets there
 * @param rateLimit most that it may take; positive, {@link HostProfile#UNLIMITED} for no limit
 * @param autoConverge how the guest is slowed down where pre-copy does not converge; empty where it is not
 * @param compression how pages are made smaller; empty where they are not
 * @param connections parallel connections, each of which reaches the path's stream cap; at least 1
 * @param storage whether local disks are copied along
 */
public record Tuning(
        MigrationMode mode,
        DataRate rateLimit,
        Optional<AutoConverge> autoConverge,
        Optional<Compression> compression,
        int connections,
        StorageCopy storage) {
    /** Plain pre-copy of memory. */
    public static final Tuning PRE_COPY = of(new MigrationMode.PreCopy());

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the rate limit is 0, or there are no connections
     */
    public Tuning {
        Check.positive(rateLimit, "rateLimit");
        if (connections < 1) {
            throw new IllegalArgumentException("connections (%d) must be at least 1".formatted(connections));
        }
    }

    /** Returns a mode as it comes, without options. */
    public static Tuning of(MigrationMode mode) {
        return new Tuning(mode, HostProfile.UNLIMITED, Optional.empty(), Optional.empty(), 1, StorageCopy.NONE);
    }

    /** Returns what a request asks for. */
    public static Tuning of(MigrationRequest request) {
        return new Tuning(
                request.mode(),
                request.bandwidth().orElse(HostProfile.UNLIMITED),
                request.autoConverge(),
                request.compression(),
                request.parallelConnections(),
                request.storageCopy());
    }

    /** Returns this with a limit of its own on the rate. */
    public Tuning limitedTo(DataRate limit) {
        return new Tuning(mode, limit, autoConverge, compression, connections, storage);
    }

    /** Returns this with a guest that is slowed down where pre-copy does not converge. */
    public Tuning with(AutoConverge slowDown) {
        return new Tuning(mode, rateLimit, Optional.of(slowDown), compression, connections, storage);
    }

    /** Returns this with pages made smaller. */
    public Tuning with(Compression method) {
        return new Tuning(mode, rateLimit, autoConverge, Optional.of(method), connections, storage);
    }

    /** Returns this with local disks copied along, or not. */
    public Tuning with(StorageCopy copy) {
        return new Tuning(mode, rateLimit, autoConverge, compression, connections, copy);
    }
}
