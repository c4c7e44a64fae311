package io.vacate.api.vm;

import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a hypervisor counts for one VM, at one moment. What it does not count is absent, never 0.
 *
 * <p>Immutable and thread-safe.
 */
public final class VmStats {
    private final VmSummary summary;
    private final int vcpus;
    private final DataSize memory;
    private final @Nullable DataSize residentMemory;
    private final @Nullable Duration cpuTime;

    private VmStats(Builder builder) {
        summary = builder.summary;
        vcpus = builder.vcpus;
        memory = builder.memory;
        residentMemory = builder.residentMemory;
        cpuTime = builder.cpuTime;
    }

    /** Returns a builder for what is always known. */
    public static Builder builder(VmSummary summary, int vcpus, DataSize memory) {
        return new Builder(summary, vcpus, memory);
    }

    /** Returns identity, name and status. */
    public VmSummary summary() {
        return summary;
    }

    /** Returns the number of virtual CPUs, those that are switched off included. */
    public int vcpus() {
        return vcpus;
    }

    /** Returns the memory that the guest has now, after ballooning. */
    public DataSize memory() {
        return memory;
    }

    /**
     * Returns how much of its host's memory the VM's process really holds: an upper bound of the guest's memory that was
     * ever touched, plus the hypervisor's own. Absent while the VM is off.
     */
    public Optional<DataSize> residentMemory() {
        return Optional.ofNullable(residentMemory);
    }

    /** Returns the CPU time that the VM has used since it started. Absent while the VM is off. */
    public Optional<Duration> cpuTime() {
        return Optional.ofNullable(cpuTime);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VmStats that
                && summary.equals(that.summary)
                && vcpus == that.vcpus
                && memory.equals(that.memory)
                && Objects.equals(residentMemory, that.residentMemory)
                && Objects.equals(cpuTime, that.cpuTime);
    }

    @Override
    public int hashCode() {
        return Objects.hash(summary, vcpus, memory, residentMemory, cpuTime);
    }

    @Override
    public String toString() {
        return "VmStats[%s, vcpus=%d, memory=%s, residentMemory=%s, cpuTime=%s]"
                .formatted(summary, vcpus, memory, residentMemory, cpuTime);
    }

    /** Collects statistics. Not thread-safe. */
    public static final class Builder {
        private final VmSummary summary;
        private final int vcpus;
        private final DataSize memory;
        private @Nullable DataSize residentMemory;
        private @Nullable Duration cpuTime;

        private Builder(VmSummary summary, int vcpus, DataSize memory) {
            this.summary = summary;
            this.vcpus = vcpus;
            this.memory = memory;
        }

        /** Sets the memory that the VM's process holds. */
        public Builder residentMemory(DataSize value) {
            residentMemory = value;
            return this;
        }

        /** Sets the CPU time used since the start. */
        public Builder cpuTime(Duration value) {
            cpuTime = value;
            return this;
        }

        /** Returns the statistics. */
        public VmStats build() {
            return new VmStats(this);
        }
    }
}
