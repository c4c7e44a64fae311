package io.vacate.libvirt;

import io.vacate.api.unit.DataRate;
import io.vacate.libvirt.jna.TypedParameters;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What libvirt is to be told for one peer-to-peer migration. Immutable and thread-safe.
 */
public final class MigrationCommand {
    /** The VM runs on while its memory is copied. */
    public static final int LIVE = 1;

    /** The source's libvirt speaks to the destination's; it needs no client to go on. */
    public static final int PEER_TO_PEER = 1 << 1;

    /** The destination keeps the definition. */
    public static final int PERSIST_DESTINATION = 1 << 3;

    /** The source forgets the definition. */
    public static final int UNDEFINE_SOURCE = 1 << 4;

    /** Checks of storage that found a risk are overridden. */
    public static final int UNSAFE = 1 << 9;

    /** A storage error that stops the guest also ends the migration. */
    public static final int ABORT_ON_ERROR = 1 << 12;

    private final String destination;
    private final int flags;
    private final Map<String, Object> parameters;
    private final @Nullable Duration downtime;

    private MigrationCommand(Builder builder) {
        destination = builder.destination;
        flags = builder.flags;
        parameters = new LinkedHashMap<>(builder.parameters);
        downtime = builder.downtime;
    }

    /** Returns a builder; {@code destination} is the libvirt URI by which the source reaches the other host. */
    public static Builder builder(String destination) {
        return new Builder(destination);
    }

    /**
     * Returns a limit as libvirt takes it, in MiB/s: rounded down, since it is a limit, but at least 1, since 0 would mean
     * none.
     */
    public static long mebibytesPerSecond(DataRate limit) {
        return Math.max(1, limit.bytesPerSecond() >> 20);
    }

    /** Returns how the source reaches the destination. */
    public String destination() {
        return destination;
    }

    /** Returns the {@code VIR_MIGRATE_…} flags. */
    public int flags() {
        return flags;
    }

    /** Returns the {@code VIR_MIGRATE_PARAM_…} values: numbers as {@link Long}, texts as {@link String}. */
    public Map<String, Object> parameters() {
        return Map.copyOf(parameters);
    }

    /** Returns the longest allowed downtime, which libvirt takes apart from the rest. */
    public Optional<Duration> downtime() {
        return Optional.ofNullable(downtime);
    }

    TypedParameters.Array array() {
        TypedParameters.Builder array = new TypedParameters.Builder();
        parameters.forEach((name, value) -> {
            if (value instanceof Long number) {
                array.unsignedLong(name, number);
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
        private @Nullable Duration downtime;

        private Builder(String destination) {
            this.destination = destination;
        }

        /** Adds flags. */
        public Builder flags(int more) {
            flags |= more;
            return this;
        }

        /** Limits the bandwidth; see {@link MigrationCommand#mebibytesPerSecond} for its rounding. */
        public Builder bandwidth(DataRate limit) {
            parameters.put("bandwidth", mebibytesPerSecond(limit));
            return this;
        }

        /** Limits the downtime, in whole milliseconds. */
        public Builder downtime(Duration limit) {
            downtime = limit;
            return this;
        }

        /** Returns the command. */
        public MigrationCommand build() {
            return new MigrationCommand(this);
        }
    }
}
