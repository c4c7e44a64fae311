package io.vacate.sim;

import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.Boot;
import io.vacate.api.vm.NicConfig;
import io.vacate.api.vm.VmConfig;
import io.vacate.api.vm.VmId;
import io.vacate.api.vm.VmState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A VM as a world begins with it: its configuration, and how its guest behaves.
 *
 * <p>Immutable and thread-safe.
 */
public final class SimVm {
    private final VmConfig config;
    private final DataSize used;
    private final DirtyCurve dirty;
    private final VmState state;
    private final boolean persistent;
    private final boolean ignoresShutdown;
    private final double cpuLoad;
    private final List<SimDisk> disks;

    private SimVm(VmConfig config, Builder builder) {
        this.config = config;
        used = builder.used == null ? config.memory() : builder.used;
        dirty = builder.dirty;
        state = builder.state;
        persistent = builder.persistent;
        ignoresShutdown = builder.ignoresShutdown;
        cpuLoad = builder.cpuLoad;
        disks = List.copyOf(builder.disks);
    }

    /** Returns a builder for a VM that runs, is persistent, uses all of its memory and writes nothing. */
    public static Builder builder(String name, DataSize memory) {
        return new Builder(name, memory);
    }

    /** Returns a VM that is off, of which only its configuration is known: it will use all of its memory, and be idle. */
    static SimVm ofConfig(VmConfig config) {
        Builder builder = builder(config.name(), config.memory()).state(VmState.SHUT_OFF);
        config.disks().forEach(disk -> builder.disk(new SimDisk(disk, DataSize.ZERO, DataSize.ZERO)));
        return new SimVm(config, builder);
    }

    /** Returns this VM under another name. */
    SimVm named(String name) {
        VmConfig renamed = new VmConfig(
                config.id(), name, config.memory(), config.vcpus(), config.boot(), config.disks(), config.nics());
        return with(renamed);
    }

    /** Returns a guest that behaves like this one in another configuration. */
    SimVm with(VmConfig other) {
        Builder builder = builder(other.name(), other.memory())
                .used(used.min(other.memory()))
                .dirty(dirty)
                .state(state)
                .persistent(persistent)
                .ignoresShutdown(ignoresShutdown)
                .cpuLoad(cpuLoad);
        disks.forEach(builder::disk);
        return new SimVm(other, builder);
    }

    /** Returns its configuration. */
    public VmConfig config() {
        return config;
    }

    /** Returns how much of its memory is not zero, and has to be moved. */
    public DataSize used() {
        return used;
    }

    /** Returns how it rewrites its memory. */
    public DirtyCurve dirty() {
        return dirty;
    }

    /** Returns what it does when the world begins: {@code RUNNING}, {@code PAUSED} or {@code SHUT_OFF}. */
    public VmState state() {
        return state;
    }

    /** Tells whether it has a definition that outlives it. */
    public boolean persistent() {
        return persistent;
    }

    /** Tells whether its guest ignores requests to shut down. */
    public boolean ignoresShutdown() {
        return ignoresShutdown;
    }

    /** Returns the share of its CPUs that it uses, from 0 to 1. */
    public double cpuLoad() {
        return cpuLoad;
    }

    /** Returns its disks. */
    public List<SimDisk> disks() {
        return disks;
    }

    @Override
    public String toString() {
        return "SimVm[%s, %s of %s used, %s]".formatted(config.name(), used, config.memory(), state);
    }

    /** Collects the parts of a VM. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final DataSize memory;
        private final List<SimDisk> disks = new ArrayList<>();
        private final List<NicConfig> nics = new ArrayList<>();
        private VmId id;
        private int vcpus = 1;
        private Boot boot = new Boot.FromDisk();
        private @Nullable DataSize used;
        private DirtyCurve dirty = DirtyCurve.IDLE;
        private VmState state = VmState.RUNNING;
        private boolean persistent = true;
        private boolean ignoresShutdown;
        private double cpuLoad = 0.1;

        private Builder(String name, DataSize memory) {
            this.name = name;
            this.memory = memory;
            id = new VmId(UUID.nameUUIDFromBytes(("vm:" + name).getBytes(StandardCharsets.UTF_8)));
        }

        /** Sets the identity; derived from the name unless set. */
        public Builder id(VmId value) {
            id = value;
            return this;
        }

        /** Sets the number of virtual CPUs; 1 unless set. */
        public Builder vcpus(int value) {
            vcpus = value;
            return this;
        }

        /** Sets what it starts from; its first disk unless set. */
        public Builder boot(Boot value) {
            boot = value;
            return this;
        }

        /** Sets how much of its memory is not zero; all unless set. */
        public Builder used(DataSize value) {
            used = value;
            return this;
        }

        /** Sets how it rewrites its memory; not at all unless set. */
        public Builder dirty(DirtyCurve value) {
            dirty = value;
            return this;
        }

        /**
         * Sets what it does when the world begins.
         *
         * @throws IllegalArgumentException if that is not {@code RUNNING}, {@code PAUSED} or {@code SHUT_OFF}
         */
        public Builder state(VmState value) {
            if (value != VmState.RUNNING && value != VmState.PAUSED && value != VmState.SHUT_OFF) {
                throw new IllegalArgumentException("state (%s) must be RUNNING, PAUSED or SHUT_OFF".formatted(value));
            }
            state = value;
            return this;
        }

        /** Sets whether it has a definition that outlives it; it has unless set. */
        public Builder persistent(boolean value) {
            persistent = value;
            return this;
        }

        /** Sets whether its guest ignores requests to shut down. */
        public Builder ignoresShutdown(boolean value) {
            ignoresShutdown = value;
            return this;
        }

        /**
         * Sets the share of its CPUs that it uses; 0.1 unless set.
         *
         * @throws IllegalArgumentException if {@code value} is outside 0 to 1
         */
        public Builder cpuLoad(double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("cpuLoad (%s) must be from 0 to 1".formatted(value));
            }
            cpuLoad = value;
            return this;
        }

        /** Adds a disk. */
        public Builder disk(SimDisk disk) {
            disks.add(disk);
            return this;
        }

        /** Adds a network card. */
        public Builder nic(NicConfig nic) {
            nics.add(nic);
            return this;
        }

        /**
         * Returns the VM.
         *
         * @throws IllegalArgumentException if a part is out of its range; the message names part and value
         */
        public SimVm build() {
            if (used != null && used.compareTo(memory) > 0) {
                throw new IllegalArgumentException(
                        "used (%s) of VM '%s' must not exceed its memory (%s)".formatted(used, name, memory));
            }
            if (!persistent && state == VmState.SHUT_OFF) {
                throw new IllegalArgumentException("VM '%s' is off, so that it must be persistent".formatted(name));
            }
            VmConfig config = new VmConfig(
                    id,
                    name,
                    memory,
                    vcpus,
                    boot,
                    disks.stream().map(SimDisk::config).toList(),
                    nics);
            return new SimVm(config, this);
        }
    }
}
