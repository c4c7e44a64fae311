package io.vacate.api.migration;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a finished migration cost. What the hypervisor does not tell is absent.
 *
 * <p>Immutable and thread-safe.
 */
public final class MigrationStatistics {
    private final Duration total;
    private final @Nullable Duration active;
    private final @Nullable Duration setup;
    private final @Nullable Duration downtime;
    private final @Nullable DataSize memory;
    private final @Nullable DataSize transferred;
    private final @Nullable DataRate rate;
    private final @Nullable Integer iterations;
    private final Map<Phase, Duration> phases;

    private MigrationStatistics(Builder builder) {
        total = builder.total;
        active = builder.active;
        setup = builder.setup;
        downtime = builder.downtime;
        memory = builder.memory;
        transferred = builder.transferred;
        rate = builder.rate;
        iterations = builder.iterations;
        phases = Map.copyOf(builder.phases);
    }

    /** Returns a builder for what is always known. */
    public static Builder builder(Duration total) {
        return new Builder(total);
    }

    /** Returns the time from the request until the job ended, as the caller saw it. */
    public Duration total() {
        return total;
    }

    /** Returns the part of {@link #total()} that the hypervisor itself counts. */
    public Optional<Duration> active() {
        return Optional.ofNullable(active);
    }

    /** Returns the hypervisor's own time for setting up, before the first byte of memory. */
    public Optional<Duration> setup() {
        return Optional.ofNullable(setup);
    }

    /** Returns how long the VM stood still, as the hypervisor counts it. */
    public Optional<Duration> downtime() {
        return Optional.ofNullable(downtime);
    }

    /** Returns the memory that was to be moved, each byte counted once. */
    public Optional<DataSize> memory() {
        return Optional.ofNullable(memory);
    }

    /** Returns the bytes that were sent, repeated pages included. */
    public Optional<DataSize> transferred() {
        return Optional.ofNullable(transferred);
    }

    /** Returns the mean rate while memory moved. */
    public Optional<DataRate> rate() {
        return Optional.ofNullable(rate);
    }

    /** Returns the rounds of pre-copy, at least 1 where memory moved. */
    public OptionalInt iterations() {
        return iterations == null ? OptionalInt.empty() : OptionalInt.of(iterations);
    }

    /** Returns the time of each phase that was measured. */
    public Map<Phase, Duration> phases() {
        return phases;
    }

    @Override
    public String toString() {
        return "MigrationStatistics[total=%s, active=%s, setup=%s, downtime=%s, %s of %s sent, rate=%s, iterations=%s, %s]"
                .formatted(total, active, setup, downtime, transferred, memory, rate, iterations, phases);
    }

    /** Collects statistics. Not thread-safe. */
    public static final class Builder {
        private final Duration total;
        private final Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
        private @Nullable Duration active;
        private @Nullable Duration setup;
        private @Nullable Duration downtime;
        private @Nullable DataSize memory;
        private @Nullable DataSize transferred;
        private @Nullable DataRate rate;
        private @Nullable Integer iterations;

        private Builder(Duration total) {
            this.total = total;
        }

        /** Sets the time that the hypervisor itself counts. */
        public Builder active(Duration value) {
            active = value;
            return this;
        }

        /** Sets the hypervisor's time for setting up. */
        public Builder setup(Duration value) {
            setup = value;
            return this;
        }

        /** Sets how long the VM stood still. */
        public Builder downtime(Duration value) {
            downtime = value;
            return this;
        }

        /** Sets the memory that was to be moved and the bytes that were sent for it. */
        public Builder memory(DataSize memoryToMove, DataSize bytesSent) {
            memory = memoryToMove;
            transferred = bytesSent;
            return this;
        }

        /** Sets the mean rate while memory moved. */
        public Builder rate(DataRate value) {
            rate = value;
            return this;
        }

        /** Sets the rounds of pre-copy. */
        public Builder iterations(int value) {
            iterations = value;
            return this;
        }

        /** Sets the time of one phase. */
        public Builder phase(Phase phase, Duration time) {
            phases.put(phase, time);
            return this;
        }

        /** Returns the statistics. */
        public MigrationStatistics build() {
            return new MigrationStatistics(this);
        }
    }
}
