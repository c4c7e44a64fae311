package io.vacate.api.migration;

import io.vacate.api.host.Capability;
import io.vacate.api.host.HostUri;
import io.vacate.api.host.NetworkAddress;
import io.vacate.api.preflight.Check;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a VM is to be migrated. What is not set is left to the hypervisor.
 *
 * <p>Immutable and thread-safe.
 */
public final class MigrationRequest {
    /** A copy that nobody else has, and nobody changes. */
    private final Builder values;

    private MigrationRequest(Builder builder) {
        values = new Builder(builder);
    }

    /** Returns a request for live migration by pre-copy with nothing else set. */
    public static MigrationRequest live() {
        return builder().build();
    }

    /** Returns a builder for live migration by pre-copy with nothing else set. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that begins with what this request says. */
    public Builder toBuilder() {
        return new Builder(values);
    }

    /** Returns how the memory gets there. */
    public MigrationMode mode() {
        return values.mode;
    }

    /** Returns whether the destination keeps the VM's definition. */
    public Persistence persistence() {
        return values.persistence;
    }

    /** Returns what happens to local disks. */
    public StorageCopy storageCopy() {
        return values.storageCopy;
    }

    /**
     * Returns the disks that are copied, by their names in the guest, such as {@code "vda"}; empty for those that are on storage
     * of the source's own.
     */
    public Set<String> copiedDisks() {
        return values.copiedDisks;
    }

    /** Returns the number of connections, at least 1. */
    public int parallelConnections() {
        return values.parallelConnections;
    }

    /** Returns whether the memory is encrypted on its way. */
    public boolean tlsTransfer() {
        return values.tlsTransfer;
    }

    /** Returns whether the memory travels inside the management connection. */
    public boolean tunnelled() {
        return values.tunnelled;
    }

    /** Returns whether pages are sent from where they are in the guest's memory, without a copy of them. */
    public boolean zeroCopy() {
        return values.zeroCopy;
    }

    /** Returns whether this program leads the migration in place of the source host. */
    public boolean clientDriven() {
        return values.clientDriven;
    }

    /** Returns whether the VM is paused when it has arrived. */
    public boolean arrivesPaused() {
        return values.arrivesPaused;
    }

    /** Returns whether the VM waits, once it is suspended, until {@link MigrationJob#requestProceed()} is called. */
    public boolean holdsSuspended() {
        return values.holdsSuspended;
    }

    /** Returns the checks whose risks are accepted; what is impossible is refused all the same. */
    public Set<Check> forced() {
        return values.forced;
    }

    /** Returns the bandwidth limit. */
    public Optional<DataRate> bandwidth() {
        return Optional.ofNullable(values.bandwidth);
    }

    /** Returns the bandwidth limit of the post-copy phase. */
    public Optional<DataRate> postCopyBandwidth() {
        return Optional.ofNullable(values.postCopyBandwidth);
    }

    /** Returns the bandwidth that the switch-over will have. */
    public Optional<DataRate> switchOverBandwidth() {
        return Optional.ofNullable(values.switchOverBandwidth);
    }

    /** Returns the longest allowed downtime. */
    public Optional<Duration> downtime() {
        return Optional.ofNullable(values.downtime);
    }

    /** Returns how the guest is slowed down if the migration does not converge. */
    public Optional<AutoConverge> autoConverge() {
        return Optional.ofNullable(values.autoConverge);
    }

    /** Returns how pages are made smaller. */
    public Optional<Compression> compression() {
        return Optional.ofNullable(values.compression);
    }

    /** Returns the size of the cache of {@link Compression#XBZRLE}. */
    public Optional<DataSize> compressionCache() {
        return Optional.ofNullable(values.compressionCache);
    }

    /** Returns how hard {@link Compression#ZLIB} or {@link Compression#ZSTD} tries. */
    public OptionalInt compressionLevel() {
        return values.compressionLevel == null ? OptionalInt.empty() : OptionalInt.of(values.compressionLevel);
    }

    /** Returns what happens when the migration shows no progress. */
    public Optional<StallPolicy> stallPolicy() {
        return Optional.ofNullable(values.stallPolicy);
    }

    /** Returns the VM's name at its destination, where it is to change. */
    public Optional<String> destinationName() {
        return Optional.ofNullable(values.destinationName);
    }

    /** Returns the VM's definition at its destination in the hypervisor's own form, where it is to change. */
    public Optional<String> destinationDefinition() {
        return Optional.ofNullable(values.destinationDefinition);
    }

    /** Returns the name that the destination's certificate must have, where that is not the name by which it is reached. */
    public Optional<String> tlsHostname() {
        return Optional.ofNullable(values.tlsHostname);
    }

    /** Returns how the source reaches the destination, where that differs from the way in which this program does. */
    public Optional<HostUri> peer() {
        return Optional.ofNullable(values.peer);
    }

    /**
     * Returns where the memory travels to: a name or address of the destination as its source takes it, with a port where that
     * must be a certain one. Empty leaves it to the hosts, or to the destination's URI.
     */
    public Optional<NetworkAddress> migrationAddress() {
        return Optional.ofNullable(values.migrationAddress);
    }

    /** Returns the only address of its own at which the destination waits for the memory. */
    public Optional<NetworkAddress> listenAddress() {
        return Optional.ofNullable(values.listenAddress);
    }

    /** Returns what a session must be able to do for this request. */
    public Set<Capability> requiredCapabilities() {
        EnumSet<Capability> needed = EnumSet.of(values.mode.requiredCapability());
        addIf(needed, values.bandwidth != null, Capability.BANDWIDTH_LIMIT);
        addIf(needed, values.downtime != null, Capability.DOWNTIME_LIMIT);
        addIf(needed, values.autoConverge != null, Capability.AUTO_CONVERGE);
        compression().map(Compression::requiredCapability).ifPresent(needed::add);
        addIf(needed, values.compressionCache != null, Capability.COMPRESSION_CACHE);
        addIf(needed, values.postCopyBandwidth != null, Capability.POST_COPY_BANDWIDTH);
        addIf(needed, values.switchOverBandwidth != null, Capability.SWITCH_OVER_BANDWIDTH);
        addIf(needed, values.clientDriven, Capability.CLIENT_DRIVEN);
        stallPolicy().flatMap(policy -> policy.action().requiredCapability()).ifPresent(needed::add);
        addIf(needed, values.parallelConnections > 1, Capability.PARALLEL_CONNECTIONS);
        addIf(needed, values.tlsTransfer, Capability.TLS_TRANSFER);
        addIf(needed, values.zeroCopy, Capability.ZERO_COPY);
        addIf(needed, values.tlsHostname != null, Capability.TLS_HOSTNAME);
        addIf(needed, values.tunnelled, Capability.TUNNELLED_TRANSFER);
        addIf(needed, values.storageCopy != StorageCopy.NONE, Capability.STORAGE_COPY);
        addIf(needed, values.destinationName != null, Capability.RENAME);
        addIf(needed, values.destinationDefinition != null, Capability.CHANGE_DEFINITION);
        addIf(needed, values.arrivesPaused, Capability.ARRIVE_PAUSED);
        addIf(needed, values.holdsSuspended, Capability.HOLD_SUSPENDED);
        addIf(needed, values.migrationAddress != null, Capability.MIGRATION_ADDRESS);
        addIf(needed, values.listenAddress != null, Capability.LISTEN_ADDRESS);
        return Collections.unmodifiableSet(needed);
    }

    private static void addIf(Set<Capability> set, boolean wanted, Capability capability) {
        if (wanted) {
            set.add(capability);
        }
    }

    /** Collects a request. Not thread-safe; what it builds is. */
    public static final class Builder {
        private MigrationMode mode = new MigrationMode.PreCopy();
        private Persistence persistence = Persistence.KEEP;
        private StorageCopy storageCopy = StorageCopy.NONE;
        private int parallelConnections = 1;
        private boolean tlsTransfer;
        private boolean tunnelled;
        private boolean zeroCopy;
        private boolean clientDriven;
        private boolean arrivesPaused;
        private boolean holdsSuspended;
        private Set<Check> forced = Set.of();
        private Set<String> copiedDisks = Set.of();
        private @Nullable DataRate bandwidth;
        private @Nullable DataRate postCopyBandwidth;
        private @Nullable DataRate switchOverBandwidth;
        private @Nullable Duration downtime;
        private @Nullable AutoConverge autoConverge;
        private @Nullable Compression compression;
        private @Nullable DataSize compressionCache;
        private @Nullable Integer compressionLevel;
        private @Nullable StallPolicy stallPolicy;
        private @Nullable String destinationName;
        private @Nullable String destinationDefinition;
        private @Nullable String tlsHostname;
        private @Nullable HostUri peer;
        private @Nullable NetworkAddress migrationAddress;
        private @Nullable NetworkAddress listenAddress;

        private Builder() {}

        private Builder(Builder other) {
            mode = other.mode;
            persistence = other.persistence;
            storageCopy = other.storageCopy;
            parallelConnections = other.parallelConnections;
            tlsTransfer = other.tlsTransfer;
            tunnelled = other.tunnelled;
            zeroCopy = other.zeroCopy;
            clientDriven = other.clientDriven;
            arrivesPaused = other.arrivesPaused;
            holdsSuspended = other.holdsSuspended;
            forced = other.forced;
            copiedDisks = other.copiedDisks;
            bandwidth = other.bandwidth;
            postCopyBandwidth = other.postCopyBandwidth;
            switchOverBandwidth = other.switchOverBandwidth;
            downtime = other.downtime;
            autoConverge = other.autoConverge;
            compression = other.compression;
            compressionCache = other.compressionCache;
            compressionLevel = other.compressionLevel;
            stallPolicy = other.stallPolicy;
            destinationName = other.destinationName;
            destinationDefinition = other.destinationDefinition;
            tlsHostname = other.tlsHostname;
            peer = other.peer;
            migrationAddress = other.migrationAddress;
            listenAddress = other.listenAddress;
        }

        /** Sets how the memory gets there; pre-copy unless set. */
        public Builder mode(MigrationMode value) {
            mode = value;
            return this;
        }

        /** Sets whether the destination keeps the VM's definition; as at the source unless set. */
        public Builder persistence(Persistence value) {
            persistence = value;
            return this;
        }

        /**
         * Names the disks that a {@link #storageCopy} copies, such as {@code "vda"}; those on storage of the source's own unless
         * set. A disk that both hosts see must not be among them: it would be copied onto itself.
         */
        public Builder copiedDisks(Set<String> targets) {
            copiedDisks = Set.copyOf(targets);
            return this;
        }

        /** Sets what happens to local disks; nothing unless set. */
        public Builder storageCopy(StorageCopy value) {
            storageCopy = value;
            return this;
        }

        /**
         * Sets the number of connections; 1 unless set.
         *
         * @throws IllegalArgumentException if {@code count} is outside 1 to 255
         */
        public Builder parallelConnections(int count) {
            if (count < 1 || count > 255) {
                throw new IllegalArgumentException("parallelConnections (%d) must be from 1 to 255".formatted(count));
            }
            parallelConnections = count;
            return this;
        }

        /** Encrypts the memory on its way. */
        public Builder tlsTransfer() {
            tlsTransfer = true;
            return this;
        }

        /**
         * Has the destination prove by its certificate that it has this name: for hosts that are reached by an address, or by
         * another name than their certificates have. Goes with {@link #tlsTransfer()} only.
         *
         * @throws IllegalArgumentException if {@code name} is blank
         */
        public Builder tlsHostname(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("tlsHostname must not be blank");
            }
            tlsHostname = name;
            return this;
        }

        /**
         * Sends pages from where they are in the guest's memory, which saves the source's CPU. Goes with parallel connections
         * only, and not with {@link #tlsTransfer()} or {@link #compression}; the hypervisor must be allowed to lock all of the
         * VM's memory.
         */
        public Builder zeroCopy() {
            zeroCopy = true;
            return this;
        }

        /** Sends the memory inside the management connection. */
        public Builder tunnelled() {
            tunnelled = true;
            return this;
        }

        /**
         * Makes this program lead the migration in place of the source host, for hosts that cannot reach each other's
         * management. If this program dies on the way, the hosts are left to clean up by themselves.
         */
        public Builder clientDriven() {
            clientDriven = true;
            return this;
        }

        /**
         * Has the VM paused when it has arrived, until it is resumed: for pre-copy and stop-and-copy. Whoever needs it to run
         * must resume it; should nobody do so it stands still, whole and on one host.
         */
        public Builder arrivePaused() {
            arrivesPaused = true;
            return this;
        }

        /**
         * Has the VM wait at its source, suspended, until {@link MigrationJob#requestProceed()} is called: for suspend-copy-resume.
         * Its CPUs are free meanwhile, and its memory, unless that is where its state waits. Room at the destination is only
         * needed, and only looked for, once it goes on.
         */
        public Builder holdSuspended() {
            holdsSuspended = true;
            return this;
        }

        /** Accepts the risks that these checks find, and no others; what is impossible is refused all the same. */
        public Builder force(Check... checks) {
            forced = Stream.concat(forced.stream(), Stream.of(checks)).collect(Collectors.toUnmodifiableSet());
            return this;
        }

        /**
         * Limits the bandwidth.
         *
         * @throws IllegalArgumentException if {@code limit} is 0
         */
        public Builder bandwidth(DataRate limit) {
            if (limit.isZero()) {
                throw new IllegalArgumentException("bandwidth must be more than 0");
            }
            bandwidth = limit;
            return this;
        }

        /**
         * Limits the bandwidth of the post-copy phase; without it that phase takes all that there is.
         *
         * @throws IllegalArgumentException if {@code limit} is 0
         */
        public Builder postCopyBandwidth(DataRate limit) {
            if (limit.isZero()) {
                throw new IllegalArgumentException("postCopyBandwidth must be more than 0");
            }
            postCopyBandwidth = limit;
            return this;
        }

        /**
         * Tells what bandwidth the switch-over of a pre-copy will have. Without it the hypervisor reckons with what it has measured
         * so far, which under a bandwidth limit, or on a busy host, is less: it then copies on in rounds that need not be. This limits
         * nothing; a bandwidth that is not there makes the downtime longer than it may be.
         *
         * @throws IllegalArgumentException if {@code available} is 0
         */
        public Builder switchOverBandwidth(DataRate available) {
            if (available.isZero()) {
                throw new IllegalArgumentException("switchOverBandwidth must be more than 0");
            }
            switchOverBandwidth = available;
            return this;
        }

        /**
         * Limits the downtime.
         *
         * @throws IllegalArgumentException if {@code limit} is below 1 ms
         */
        public Builder downtime(Duration limit) {
            if (limit.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("downtime (%s) must be at least 1 ms".formatted(limit));
            }
            downtime = limit;
            return this;
        }

        /** Slows the guest down if the migration does not converge. */
        public Builder autoConverge(AutoConverge value) {
            autoConverge = value;
            return this;
        }

        /** Makes pages smaller on their way. */
        public Builder compression(Compression value) {
            compression = value;
            return this;
        }

        /**
         * Sizes the cache of {@link Compression#XBZRLE}.
         *
         * @throws IllegalArgumentException if {@code size} is 0
         */
        public Builder compressionCache(DataSize size) {
            if (size.isZero()) {
                throw new IllegalArgumentException("compressionCache must be more than 0");
            }
            compressionCache = size;
            return this;
        }

        /**
         * Sets how hard {@link Compression#ZLIB} or {@link Compression#ZSTD} tries; 1 unless set. A higher level sends less,
         * for more CPU.
         *
         * @param level from 0 to {@link Compression#highestLevel()} of the method
         * @throws IllegalArgumentException if {@code level} is negative
         */
        public Builder compressionLevel(int level) {
            if (level < 0) {
                throw new IllegalArgumentException("compressionLevel (%d) must not be negative".formatted(level));
            }
            compressionLevel = level;
            return this;
        }

        /** Sets what happens when the migration shows no progress; nothing unless set. */
        public Builder stallPolicy(StallPolicy value) {
            stallPolicy = value;
            return this;
        }

        /** Gives the VM another name at its destination. */
        public Builder destinationName(String value) {
            destinationName = value;
            return this;
        }

        /** Gives the VM another definition at its destination, in the hypervisor's own form. */
        public Builder destinationDefinition(String value) {
            destinationDefinition = value;
            return this;
        }

        /** Says how the source reaches the destination, where that differs from the way in which this program does. */
        public Builder peer(HostUri value) {
            peer = value;
            return this;
        }

        /**
         * Sends the memory to this address of the destination, as its source takes it, such as that in a network for
         * migrations. A port is for one migration at a time; without one the destination chooses a free one.
         */
        public Builder migrationAddress(NetworkAddress address) {
            migrationAddress = address;
            return this;
        }

        /**
         * Has the destination wait for the memory at this address of its own only.
         *
         * @throws IllegalArgumentException if it is not numeric, or has a port, which {@link #migrationAddress} has
         */
        public Builder listenAddress(NetworkAddress address) {
            if (!address.isNumeric() || address.port().isPresent()) {
                throw new IllegalArgumentException(
                        "listenAddress (%s) must be an IP address without a port".formatted(address));
            }
            listenAddress = address;
            return this;
        }

        /**
         * Returns the request.
         *
         * @throws IllegalArgumentException if the VM is to arrive paused in a mode that has it run to get there, or to be held in one
         *     that does not suspend it, or a VM that is off to take more along than its definition
         */
        public MigrationRequest build() {
            if (mode instanceof MigrationMode.Offline) {
                refuseWhatNothingIsSentFor();
            }
            if (arrivesPaused && !mode.movesPaused()) {
                throw new IllegalArgumentException(
                        "arrivePaused goes with pre-copy and stop-and-copy, not with " + mode);
            }
            if (holdsSuspended && !(mode instanceof MigrationMode.SuspendCopyResume)) {
                throw new IllegalArgumentException("holdSuspended goes with suspend-copy-resume, not with " + mode);
            }
            return new MigrationRequest(this);
        }

        private void refuseWhatNothingIsSentFor() {
            boolean sends = Stream.of(
                                    bandwidth,
                                    postCopyBandwidth,
                                    downtime,
                                    autoConverge,
                                    compression,
                                    compressionCache,
                                    destinationDefinition)
                            .anyMatch(Objects::nonNull)
                    || parallelConnections > 1
                    || tlsTransfer
                    || zeroCopy
                    || tunnelled
                    || storageCopy != StorageCopy.NONE
                    || persistence == Persistence.TRANSIENT;
            if (sends) {
                throw new IllegalArgumentException(
                        "offline moves a definition and nothing else: it goes with none of bandwidth,"
                                + " downtime, autoConverge, compression, parallelConnections, tlsTransfer, zeroCopy, tunnelled,"
                                + " storageCopy, destinationDefinition and a transient VM");
            }
        }
    }
}
