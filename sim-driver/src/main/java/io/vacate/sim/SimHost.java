package io.vacate.sim;

import io.vacate.api.host.Capability;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A host as a world begins with it.
 *
 * <p>Immutable and thread-safe.
 */
public final class SimHost {
    private final String name;
    private final DataSize memory;
    private final int threads;
    private final DataRate up;
    private final DataRate down;
    private final Storage disk;
    private final Storage memoryBuffer;
    private final Set<Capability> capabilities;
    private final List<SimVm> vms;

    /**
     * Where a host can put a suspended VM.
     *
     * @param read rate of reading, more than 0
     * @param write rate of writing, more than 0
     * @param size how much fits
     */
    public record Storage(DataRate read, DataRate write, DataSize size) {
        /**
         * Checks the rates.
         *
         * @throws IllegalArgumentException if one is 0
         */
        public Storage {
            requirePositive("read", read);
            requirePositive("write", write);
        }
    }

    /** What the simulation knows nothing of. */
    private static final Set<Capability> NOT_SIMULATED = Set.of(
            Capability.CLIENT_DRIVEN,
            Capability.COMPRESSION_CACHE,
            Capability.LISTEN_ADDRESS,
            Capability.SWITCH_OVER_BANDWIDTH,
            Capability.TLS_HOSTNAME,
            Capability.ZERO_COPY);

    private SimHost(Builder builder) {
        name = builder.name;
        memory = builder.memory;
        threads = builder.threads;
        up = builder.up;
        down = builder.down;
        disk = builder.disk;
        memoryBuffer = builder.memoryBuffer;
        EnumSet<Capability> able = EnumSet.complementOf(EnumSet.copyOf(NOT_SIMULATED));
        able.removeAll(builder.without);
        capabilities = Set.copyOf(able);
        vms = List.copyOf(builder.vms);
    }

    /**
     * Returns a builder for a host of 8 CPUs on 1 Gbit/s that can do everything, without VMs.
     *
     * @throws IllegalArgumentException if {@code name} is blank or {@code memory} is 0
     */
    public static Builder builder(String name, DataSize memory) {
        return new Builder(name, memory);
    }

    /** Returns its name, by which URIs find it. */
    public String name() {
        return name;
    }

    /** Returns its physical memory. */
    public DataSize memory() {
        return memory;
    }

    /** Returns its logical CPUs. */
    public int threads() {
        return threads;
    }

    /** Returns the rate at which its network card sends. */
    public DataRate up() {
        return up;
    }

    /** Returns the rate at which its network card receives. */
    public DataRate down() {
        return down;
    }

    /** Returns its disk. */
    public Storage disk() {
        return disk;
    }

    /** Returns its buffer in main memory, which takes from that memory. */
    public Storage memoryBuffer() {
        return memoryBuffer;
    }

    /** Returns what sessions to it can do. */
    public Set<Capability> capabilities() {
        return capabilities;
    }

    /** Returns its VMs. */
    public List<SimVm> vms() {
        return vms;
    }

    @Override
    public String toString() {
        return "SimHost[%s, %s, %d VMs]".formatted(name, memory, vms.size());
    }

    private static void requirePositive(String what, DataRate rate) {
        if (rate.isZero()) {
            throw new IllegalArgumentException(what + " must be more than 0");
        }
    }

    /** Collects the parts of a host. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final DataSize memory;
        private final List<SimVm> vms = new ArrayList<>();
        private final EnumSet<Capability> without = EnumSet.noneOf(Capability.class);
        private int threads = 8;
        private DataRate up = DataRate.ofMegabitsPerSecond(1000);
        private DataRate down = DataRate.ofMegabitsPerSecond(1000);
        private Storage disk = new Storage(
                DataRate.ofMebibytesPerSecond(150), DataRate.ofMebibytesPerSecond(110), DataSize.ofMebibytes(1 << 20));
        private Storage memoryBuffer;

        private Builder(String name, DataSize memory) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("name of a host must not be blank");
            }
            if (memory.isZero()) {
                throw new IllegalArgumentException("memory of host '%s' must be more than 0".formatted(name));
            }
            this.name = name;
            this.memory = memory;
            DataRate copying = DataRate.ofMebibytesPerSecond(1024);
            memoryBuffer = new Storage(copying, copying, memory);
        }

        /**
         * Sets the logical CPUs; 8 unless set.
         *
         * @throws IllegalArgumentException if {@code value} is below 1
         */
        public Builder threads(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("threads (%d) must be at least 1".formatted(value));
            }
            threads = value;
            return this;
        }

        /**
         * Sets the rate of its network card in both directions; 1 Gbit/s unless set.
         *
         * @throws IllegalArgumentException if {@code rate} is 0
         */
        public Builder network(DataRate rate) {
            return network(rate, rate);
        }

        /**
         * Sets the rates at which its network card sends and receives.
         *
         * @throws IllegalArgumentException if one is 0
         */
        public Builder network(DataRate upRate, DataRate downRate) {
            requirePositive("up", upRate);
            requirePositive("down", downRate);
            up = upRate;
            down = downRate;
            return this;
        }

        /** Sets its disk; unless set it reads 150 MiB/s, writes 110 MiB/s and holds 1 TiB. */
        public Builder disk(Storage value) {
            disk = value;
            return this;
        }

        /** Sets its buffer in main memory; unless set it copies 1 GiB/s and may take all memory that is free. */
        public Builder memoryBuffer(Storage value) {
            memoryBuffer = value;
            return this;
        }

        /** Switches abilities off. */
        public Builder without(Capability... capabilities) {
            without.addAll(List.of(capabilities));
            return this;
        }

        /** Adds a VM. */
        public Builder vm(SimVm vm) {
            vms.add(vm);
            return this;
        }

        /** Returns the host. */
        public SimHost build() {
            return new SimHost(this);
        }
    }
}
