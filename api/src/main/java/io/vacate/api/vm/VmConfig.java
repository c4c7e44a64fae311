package io.vacate.api.vm;

import io.vacate.api.unit.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What every hypervisor knows of a VM's configuration. Drivers fill it in from their native form, and can define a VM
 * from it.
 *
 * @param id identity
 * @param name name, not empty and without control characters; any other character is allowed
 * @param memory configured memory, more than 0
 * @param currentMemory what a balloon leaves to the guest now; all of {@code memory} without one
 * @param hugePages how much of {@code memory} is in huge pages of the host, by the size of the page; a size of 0 stands for
 *     the host's usual one
 * @param vcpus virtual CPUs, those that are switched off included, at least 1
 * @param activeVcpus virtual CPUs that the guest has now, from 1 to {@code vcpus}
 * @param boot what it starts from
 * @param disks its disks
 * @param nics its network cards
 */
public record VmConfig(
        VmId id,
        String name,
        DataSize memory,
        DataSize currentMemory,
        Map<DataSize, DataSize> hugePages,
        int vcpus,
        int activeVcpus,
        Boot boot,
        List<DiskConfig> disks,
        List<NicConfig> nics) {
    /** The least that a guest may be asked to make do with: below it no kernel of today goes on. */
    public static final DataSize SMALLEST_MEMORY_TARGET = DataSize.ofMebibytes(32);

    /**
     * Checks the parts and copies the lists.
     *
     * @throws IllegalArgumentException if a part is out of its range; the message names part and value
     */
    public VmConfig {
        if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "name ('%s') must not be blank nor contain control characters".formatted(name));
        }
        if (memory.isZero()) {
            throw new IllegalArgumentException("memory of VM '%s' must be more than 0".formatted(name));
        }
        if (vcpus < 1) {
            throw new IllegalArgumentException("vcpus (%d) of VM '%s' must be at least 1".formatted(vcpus, name));
        }
        if (activeVcpus < 1 || activeVcpus > vcpus) {
            throw new IllegalArgumentException(
                    "activeVcpus (%d) of VM '%s' must be from 1 to its vcpus, %d".formatted(activeVcpus, name, vcpus));
        }
        if (currentMemory.isZero() || currentMemory.compareTo(memory) > 0) {
            throw new IllegalArgumentException(
                    "currentMemory (%s) of VM '%s' must be more than 0, and at most its memory, %s"
                            .formatted(currentMemory, name, memory));
        }
        hugePages = Map.copyOf(hugePages);
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }

    /** A VM whose guest has all of its memory and CPUs, none of it in huge pages. */
    public VmConfig(
            VmId id, String name, DataSize memory, int vcpus, Boot boot, List<DiskConfig> disks, List<NicConfig> nics) {
        this(id, name, memory, memory, Map.of(), vcpus, vcpus, boot, disks, nics);
    }

    /** Returns how much of its memory is in huge pages of the host, of whatever size. */
    public DataSize hugeMemory() {
        return hugePages.values().stream().reduce(DataSize.ZERO, DataSize::plus);
    }

    /** Returns the memory that its guest has now and that is not in huge pages. */
    public DataSize ordinaryMemory() {
        return hugePages.isEmpty() ? currentMemory : memory.minusOrZero(hugeMemory());
    }

    /**
     * Checks that a guest of this configuration may be asked to make do with that much memory.
     *
     * @param target from {@link #SMALLEST_MEMORY_TARGET} to the configured memory
     * @throws IllegalArgumentException if it is out of this range
     */
    public void requireMemoryTarget(DataSize target) {
        if (target.compareTo(SMALLEST_MEMORY_TARGET) < 0 || target.compareTo(memory) > 0) {
            throw new IllegalArgumentException("memory target (%s) of VM '%s' must be from %s to its memory, %s"
                    .formatted(target, name, SMALLEST_MEMORY_TARGET, memory));
        }
    }

    /** Returns a builder for a VM of one vCPU that starts from its first disk, with a new random identity. */
    public static Builder builder(String name, DataSize memory) {
        return new Builder(name, memory);
    }

    /** Collects the parts of a configuration. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private final DataSize memory;
        private final List<DiskConfig> disks = new ArrayList<>();
        private final List<NicConfig> nics = new ArrayList<>();
        private VmId id = new VmId(UUID.randomUUID());
        private int vcpus = 1;
        private Boot boot = new Boot.FromDisk();

        private Builder(String name, DataSize memory) {
            this.name = name;
            this.memory = memory;
        }

        /** Sets the identity instead of a random one. */
        public Builder id(VmId value) {
            id = value;
            return this;
        }

        /** Sets the number of virtual CPUs. */
        public Builder vcpus(int value) {
            vcpus = value;
            return this;
        }

        /** Sets what the VM starts from. */
        public Builder boot(Boot value) {
            boot = value;
            return this;
        }

        /** Adds a disk. */
        public Builder disk(DiskConfig disk) {
            disks.add(disk);
            return this;
        }

        /** Adds a network card. */
        public Builder nic(NicConfig nic) {
            nics.add(nic);
            return this;
        }

        /**
         * Returns the configuration.
         *
         * @throws IllegalArgumentException if a part is out of its range; the message names part and value
         */
        public VmConfig build() {
            return new VmConfig(id, name, memory, vcpus, boot, disks, nics);
        }
    }
}
