package io.vacate.libvirt.migration;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.Persistence;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.libvirt.jna.TypedParameters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What libvirt is to be told for one migration. Immutable and thread-safe.
 */
public final class MigrationCommand {
    /** The VM runs on while its memory is copied; without it, it is paused for all of the transfer. */
    public static final int LIVE = 1;

    /** The source's libvirt speaks to the destination's; it needs no client to go on. */
    public static final int PEER_TO_PEER = 1 << 1;

    /** The memory travels inside the connection of both libvirts. */
    public static final int TUNNELLED = 1 << 2;

    /** The destination keeps the definition. */
    public static final int PERSIST_DESTINATION = 1 << 3;

    /** The source forgets the definition. */
    public static final int UNDEFINE_SOURCE = 1 << 4;

    /** The VM stays paused at its destination. */
    public static final int PAUSED = 1 << 5;

    /** Disks that are not shared are copied whole. */
    public static final int COPY_DISKS = 1 << 6;

    /** Of disks that are not shared the topmost layer is copied. */
    public static final int COPY_DISKS_INCREMENTALLY = 1 << 7;

    /** Checks of storage that found a risk are overridden. */
    public static final int UNSAFE = 1 << 9;

    /** The VM is off, and its definition moves. */
    public static final int OFFLINE = 1 << 10;

    /** Pages are compressed, by the methods that the parameters name. */
    public static final int COMPRESSED = 1 << 11;

    /** A storage error that stops the guest also ends the migration. */
    public static final int ABORT_ON_ERROR = 1 << 12;

    /** The guest is slowed down if the migration does not converge. */
    public static final int AUTO_CONVERGE = 1 << 13;

    /** The migration may be switched to post-copy. */
    public static final int POST_COPY = 1 << 15;

    /** The hypervisors encrypt what they send each other. */
    public static final int TLS = 1 << 16;

    /** Several connections at once. */
    public static final int PARALLEL = 1 << 17;

    /** A migration that broke in its post-copy phase is taken up again. */
    public static final int POST_COPY_RESUME = 1 << 19;

    /** Pages are sent from where they are in the guest's memory. */
    public static final int ZERO_COPY = 1 << 20;

    private static final String COPIED_DISKS = "migrate_disks";

    private final String destination;
    private final int flags;
    private final boolean overwritesDisks;
    private final Map<String, Object> parameters;
    private final @Nullable Duration downtime;
    private final MigrationMode.@Nullable Trigger postCopy;
    private final boolean recovers;

    private MigrationCommand(Builder builder) {
        destination = builder.destination;
        flags = builder.flags;
        overwritesDisks = builder.overwritesDisks;
        parameters = new LinkedHashMap<>(builder.parameters);
        downtime = builder.downtime;
        postCopy = builder.postCopy;
        recovers = builder.recovers;
    }

    /** Returns a builder for a peer-to-peer migration; {@code destination} is the libvirt URI by which the source reaches the other host. */
    public static Builder builder(String destination) {
        return new Builder(destination).flags(PEER_TO_PEER);
    }

    /** Returns a builder for a migration that this program leads, over its own connections to both hosts. */
    public static Builder clientDriven() {
        return new Builder("");
    }

    /**
     * Returns a limit as libvirt takes it, in MiB/s: rounded down, since it is a limit, but at least 1, since 0 would mean
     * none.
     */
    public static long mebibytesPerSecond(DataRate limit) {
        return Math.max(1, limit.bytesPerSecond() >> 20);
    }

    /** Returns a size as QEMU takes it for its cache, in bytes: rounded down to a power of two, a page of 4 KiB at least. */
    public static long cacheBytes(DataSize size) {
        return Math.max(4096, Long.highestOneBit(size.bytes()));
    }

    /** Returns how the source reaches the destination; empty if this program leads the migration. */
    public Optional<String> destination() {
        return has(PEER_TO_PEER) ? Optional.of(destination) : Optional.empty();
    }

    /** Returns the {@code VIR_MIGRATE_…} flags. */
    public int flags() {
        return flags;
    }

    /** Tells whether all of these flags are set. */
    public boolean has(int wanted) {
        return (flags & wanted) == wanted;
    }

    /** Returns the {@code VIR_MIGRATE_PARAM_…} values: numbers as {@link Long} or {@link Integer}, texts as {@link String}, several of one name as {@link List}. */
    public Map<String, Object> parameters() {
        return Map.copyOf(parameters);
    }

    /** Returns the names, in the guest, of the disks that are copied. */
    List<String> copiedDisks() {
        return parameters.get(COPIED_DISKS) instanceof List<?> targets
                ? targets.stream().map(Object::toString).toList()
                : List.of();
    }

    /** Tells whether a copied disk may overwrite an image that the destination has already. */
    boolean overwritesDisks() {
        return overwritesDisks;
    }

    /** Returns the domain XML for the destination, where it is to change. */
    Optional<String> definition() {
        return Optional.ofNullable(parameters.get("destination_xml")).map(Object::toString);
    }

    /** Returns the longest allowed downtime, which libvirt takes apart from the rest. */
    public Optional<Duration> downtime() {
        return Optional.ofNullable(downtime);
    }

    /** Returns when the migration is to be switched to post-copy, where it may be. */
    public Optional<MigrationMode.Trigger> postCopy() {
        return Optional.ofNullable(postCopy);
    }

    /** Returns the command that takes this migration up again after it broke in its post-copy phase. */
    public MigrationCommand resumption() {
        Builder again = new Builder(this).flags(POST_COPY | POST_COPY_RESUME);
        again.downtime = null;
        again.postCopy = new MigrationMode.Trigger.Immediately();
        return again.build();
    }

    /** Returns this command, overriding libvirt's checks of storage. */
    public MigrationCommand overridingStorageChecks() {
        return new Builder(this).flags(UNSAFE).build();
    }

    /** Returns this command for hosts that cannot take it up again. */
    public MigrationCommand withoutRecovery() {
        Builder other = new Builder(this);
        other.recovers = false;
        return other.build();
    }

    /** Tells whether the migration is to be taken up again should it break in its post-copy phase. */
    boolean recovers() {
        return recovers && postCopy != null;
    }

    TypedParameters.Array array() {
        TypedParameters.Builder array = new TypedParameters.Builder();
        parameters.forEach((name, value) -> {
            if (value instanceof Long number) {
                array.unsignedLong(name, number);
            } else if (value instanceof Integer number) {
                array.integer(name, number);
            } else if (value instanceof List<?> texts) {
                texts.forEach(text -> array.string(name, text.toString()));
            } else {
                array.string(name, value.toString());
            }
        });
        return array.build();
    }

    /** Collects a command. Not thread-safe. */
    public static final class Builder {
        private final String destination;
        private final Map<String, Object> parameters = new LinkedHashMap<>();
        private int flags;
        private boolean overwritesDisks;
        private @Nullable Duration downtime;
        private MigrationMode.@Nullable Trigger postCopy;
        private boolean recovers = true;

        private Builder(String destination) {
            this.destination = destination;
        }

        private Builder(MigrationCommand command) {
            this(command.destination);
            parameters.putAll(command.parameters);
            flags = command.flags;
            overwritesDisks = command.overwritesDisks;
            downtime = command.downtime;
            postCopy = command.postCopy;
            recovers = command.recovers;
        }

        /** Adds flags. */
        public Builder flags(int more) {
            flags |= more;
            return this;
        }

        /** Limits the bandwidth; see {@link MigrationCommand#mebibytesPerSecond} for its rounding. */
        public Builder bandwidth(DataRate limit) {
            return number("bandwidth", mebibytesPerSecond(limit));
        }

        /** Limits the bandwidth of the post-copy phase; rounded likewise. */
        public Builder postCopyBandwidth(DataRate limit) {
            return number("bandwidth.postcopy", mebibytesPerSecond(limit));
        }

        /** Tells the bandwidth of the switch-over; rounded likewise. */
        public Builder switchOverBandwidth(DataRate available) {
            return number("bandwidth.avail.switchover", mebibytesPerSecond(available));
        }

        /** Sizes the cache of XBZRLE; see {@link MigrationCommand#cacheBytes} for its rounding. */
        public Builder compressionCache(DataSize size) {
            return number("compression.xbzrle.cache", cacheBytes(size));
        }

        /** Limits the downtime, in whole milliseconds. */
        public Builder downtime(Duration limit) {
            downtime = limit;
            return this;
        }

        /** Allows post-copy, and says when it begins. */
        public Builder postCopy(MigrationMode.Trigger trigger) {
            postCopy = trigger;
            return flags(POST_COPY);
        }

        /**
         * Has the source forget the definition if it has one, and the destination keep one if wanted.
         *
         * @param persistentHere whether the source has a definition
         */
        public Builder persistence(Persistence wanted, boolean persistentHere) {
            return flags((isKept(wanted, persistentHere) ? PERSIST_DESTINATION : 0)
                    | (persistentHere ? UNDEFINE_SOURCE : 0));
        }

        private static boolean isKept(Persistence wanted, boolean persistentHere) {
            return switch (wanted) {
                case KEEP -> persistentHere;
                case PERSISTENT -> true;
                case TRANSIENT -> false;
            };
        }

        /** Tells whether these flags are set so far. */
        public boolean has(int wanted) {
            return (flags & wanted) == wanted;
        }

        /** Adds a parameter that libvirt wants as an {@code int}. */
        public Builder count(String name, int value) {
            parameters.put(name, value);
            return this;
        }

        /** Adds a parameter that libvirt wants as an {@code unsigned long long}. */
        public Builder number(String name, long value) {
            parameters.put(name, value);
            return this;
        }

        /** Adds a parameter that libvirt wants as a string. */
        public Builder text(String name, String value) {
            parameters.put(name, value);
            return this;
        }

        /**
         * Has disks copied, whole or their topmost layer only; without any nothing is copied, as libvirt would otherwise copy
         * all.
         *
         * @param flag {@link #COPY_DISKS} or {@link #COPY_DISKS_INCREMENTALLY}
         * @param targets their names in the guest
         * @param overwrites whether images that the destination has already may be written over
         */
        public Builder copyDisks(int flag, List<String> targets, boolean overwrites) {
            if (targets.isEmpty()) {
                return this;
            }
            parameters.put(COPIED_DISKS, List.copyOf(targets));
            overwritesDisks = overwrites;
            return flags(flag);
        }

        /** Returns the command. */
        public MigrationCommand build() {
            return new MigrationCommand(this);
        }
    }
}
