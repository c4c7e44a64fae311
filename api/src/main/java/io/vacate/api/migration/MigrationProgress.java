package io.vacate.api.migration;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sample of a running migration. Later samples of one job never show less {@link #elapsed()}, {@link #transferred()}
 * or {@link #iteration()}; {@link #remaining()} may grow, because the VM goes on writing.
 *
 * <p>Immutable and thread-safe.
 */
public final class MigrationProgress {
    private final MigrationState state;
    private final Duration elapsed;
    private final int iteration;
    private final @Nullable DataSize total;
    private final @Nullable DataSize transferred;
    private final @Nullable DataSize remaining;
    private final @Nullable DataRate dirtyRate;
    private final @Nullable DataRate rate;
    private final @Nullable Phase phase;
    private final @Nullable StorageProgress storage;
    private final @Nullable Duration stalled;

    private MigrationProgress(Builder builder) {
        state = builder.state;
        elapsed = builder.elapsed;
        iteration = builder.iteration;
        total = builder.total;
        transferred = builder.transferred;
        remaining = builder.remaining;
        dirtyRate = builder.dirtyRate;
        rate = builder.rate;
        phase = builder.phase;
        storage = builder.storage;
        stalled = builder.stalled;
    }

    /** Returns a builder for what is always known. */
    public static Builder builder(MigrationState state, Duration elapsed) {
        return new Builder(state, elapsed);
    }

    /** Returns a builder that has all of this sample's values but the state. */
    public Builder toBuilder(MigrationState otherState) {
        Builder builder = new Builder(otherState, elapsed);
        builder.iteration = iteration;
        builder.total = total;
        builder.transferred = transferred;
        builder.remaining = remaining;
        builder.dirtyRate = dirtyRate;
        builder.rate = rate;
        builder.phase = phase;
        builder.storage = storage;
        builder.stalled = stalled;
        return builder;
    }

    /** Returns where the migration stands. */
    public MigrationState state() {
        return state;
    }

    /** Returns the time since the request. */
    public Duration elapsed() {
        return elapsed;
    }

    /** Returns the round of pre-copy under way, counted from 1; 0 before the first. */
    public int iteration() {
        return iteration;
    }

    /** Returns the memory (and disks, where they are copied) to be moved, each byte counted once. Absent without {@code BYTE_PROGRESS}. */
    public Optional<DataSize> total() {
        return Optional.ofNullable(total);
    }

    /** Returns the bytes sent so far, repeated pages included. Absent without {@code BYTE_PROGRESS}. */
    public Optional<DataSize> transferred() {
        return Optional.ofNullable(transferred);
    }

    /** Returns the memory that is still to be sent as things stand. Absent without {@code BYTE_PROGRESS}. */
    public Optional<DataSize> remaining() {
        return Optional.ofNullable(remaining);
    }

    /** Returns how fast the VM rewrites its memory. Absent while unknown, as in QEMU's first round. */
    public Optional<DataRate> dirtyRate() {
        return Optional.ofNullable(dirtyRate);
    }

    /** Returns the present rate of the transfer. Absent while unknown. */
    public Optional<DataRate> rate() {
        return Optional.ofNullable(rate);
    }

    /** Returns which phase of a {@linkplain MigrationMode.SuspendCopyResume suspend-copy-resume} is under way. */
    public Optional<Phase> phase() {
        return Optional.ofNullable(phase);
    }

    /** Returns how far the copy of local disks has come, where there is one and the hypervisor tells. */
    public Optional<StorageProgress> storage() {
        return Optional.ofNullable(storage);
    }

    /** Returns for how long there has been no sign of progress, once that is longer than a {@link StallPolicy} allows. */
    public Optional<Duration> stalled() {
        return Optional.ofNullable(stalled);
    }

    @Override
    public String toString() {
        return "MigrationProgress[%s after %s, iteration %d, %s of %s sent, %s remaining, dirty %s, rate %s]"
                .formatted(
                        state,
                        elapsed,
                        iteration,
                        known(transferred),
                        known(total),
                        known(remaining),
                        known(dirtyRate),
                        known(rate));
    }

    private static Object known(@Nullable Object value) {
        return value == null ? "?" : value;
    }

    /** Collects a sample. Not thread-safe. */
    public static final class Builder {
        private final MigrationState state;
        private final Duration elapsed;
        private int iteration;
        private @Nullable DataSize total;
        private @Nullable DataSize transferred;
        private @Nullable DataSize remaining;
        private @Nullable DataRate dirtyRate;
        private @Nullable DataRate rate;
        private @Nullable Phase phase;
        private @Nullable StorageProgress storage;
        private @Nullable Duration stalled;

        private Builder(MigrationState state, Duration elapsed) {
            this.state = state;
            this.elapsed = elapsed;
        }

        /** Sets the round under way. */
        public Builder iteration(int value) {
            iteration = value;
            return this;
        }

        /** Sets the memory to be moved, what was sent of it, and what remains. */
        public Builder memory(DataSize totalMemory, DataSize transferredMemory, DataSize remainingMemory) {
            total = totalMemory;
            transferred = transferredMemory;
            remaining = remainingMemory;
            return this;
        }

        /** Sets how fast the VM rewrites its memory. */
        public Builder dirtyRate(DataRate value) {
            dirtyRate = value;
            return this;
        }

        /** Sets the rate of the transfer. */
        public Builder rate(DataRate value) {
            rate = value;
            return this;
        }

        /** Sets the phase under way. */
        public Builder phase(Phase value) {
            phase = value;
            return this;
        }

        /** Sets how far the copy of local disks has come. */
        public Builder storage(StorageProgress value) {
            storage = value;
            return this;
        }

        /** Sets for how long there has been no sign of progress. */
        public Builder stalled(Duration value) {
            stalled = value;
            return this;
        }

        /** Returns the sample. */
        public MigrationProgress build() {
            return new MigrationProgress(this);
        }
    }
}
