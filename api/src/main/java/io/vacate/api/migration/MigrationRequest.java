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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a VM is to be migrated. What is not set is left to the hypervisor.
 *
 * <p>Immutable and thread-safe.
 */
public final class MigrationRequest {
    private final MigrationMode mode;
    private final Persistence persistence;
    private final StorageCopy storageCopy;
    private final int parallelConnections;
    private final boolean tlsTransfer;
    private final boolean tunnelled;
    private final boolean zeroCopy;
    private final boolean clientDriven;
    private final boolean arrivesPaused;
    private final Set<Check> forced;
    private final Set<String> copiedDisks;
    private final @Nullable DataRate bandwidth;
    private final @Nullable DataRate postCopyBandwidth;
    private final @Nullable DataRate switchOverBandwidth;
    private final @Nullable Duration downtime;
    private final @Nullable AutoConverge autoConverge;
    private final @Nullable Compression compression;
    private final @Nullable DataSize compressionCache;
    private final @Nullable Integer compressionLevel;
    private final @Nullable StallPolicy stallPolicy;
    private final @Nullable String destinationName;
    private final @Nullable String destinationDefinition;
    private final @Nullable String tlsHostname;
    private final @Nullable HostUri peer;
    private final @Nullable NetworkAddress migrationAddress;
    private final @Nullable NetworkAddress listenAddress;

    private MigrationRequest(Builder builder) {
        mode = builder.mode;
        persistence = builder.persistence;
        storageCopy = builder.storageCopy;
        parallelConnections = builder.parallelConnections;
        tlsTransfer = builder.tlsTransfer;
        tunnelled = builder.tunnelled;
        zeroCopy = builder.zeroCopy;
        clientDriven = builder.clientDriven;
        arrivesPaused = builder.arrivesPaused;
        forced = Set.copyOf(builder.forced);
        copiedDisks = Set.copyOf(builder.copiedDisks);
        bandwidth = builder.bandwidth;
        postCopyBandwidth = builder.postCopyBandwidth;
        switchOverBandwidth = builder.switchOverBandwidth;
        downtime = builder.downtime;
        autoConverge = builder.autoConverge;
        compression = builder.compression;
        compressionCache = builder.compressionCache;
        compressionLevel = builder.compressionLevel;
        stallPolicy = builder.stallPolicy;
        destinationName = builder.destinationName;
        destinationDefinition = builder.destinationDefinition;
        tlsHostname = builder.tlsHostname;
        peer = builder.peer;
        migrationAddress = builder.migrationAddress;
        listenAddress = builder.listenAddress;
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
        return new Builder(this);
    }

    /** Returns how the memory gets there. */
    public MigrationMode mode() {
        return mode;
    }

    /** Returns whether the destination keeps the VM's definition. */
    public Persistence persistence() {
        return persistence;
    }

    /** Returns what happens to local disks. */
    public StorageCopy storageCopy() {
        return storageCopy;
    }

    /**
     * Returns the disks that are copied, by their names in the guest, such as {@code "vda"}; empty for those that are on storage
     * of the source's own.
     */
    public Set<String> copiedDisks() {
        return copiedDisks;
    }

    /** Returns the number of connections, at least 1. */
    public int parallelConnections() {
        return parallelConnections;
    }

    /** Returns whether the memory is encrypted on its way. */
    public boolean tlsTransfer() {
        return tlsTransfer;
    }

    /** Returns whether the memory travels inside the management connection. */
    public boolean tunnelled() {
        return tunnelled;
    }

    /** Returns whether pages are sent from where they are in the guest's memory, without a copy of them. */
    public boolean zeroCopy() {
        return zeroCopy;
    }

    /** Returns whether this program leads the migration in place of the source host. */
    public boolean clientDriven() {
        return clientDriven;
    }

    /** Returns whether the VM is paused when it has arrived. */
    public boolean arrivesPaused() {
        return arrivesPaused;
    }

    /** Returns the checks whose risks are accepted; what is impossible is refused all the same. */
    public Set<Check> forced() {
        return forced;
    }

    /** Returns the bandwidth limit. */
    public Optional<DataRate> bandwidth() {
        return Optional.ofNullable(bandwidth);
    }

    /** Returns the bandwidth limit of the post-copy phase. */
    public Optional<DataRate> postCopyBandwidth() {
        return Optional.ofNullable(postCopyBandwidth);
    }

    /** Returns the bandwidth that the switch-over will have. */
    public Optional<DataRate> switchOverBandwidth() {
        return Optional.ofNullable(switchOverBandwidth);
    }

    /** Returns the longest allowed downtime. */
    public Optional<Duration> downtime() {
        return Optional.ofNullable(downtime);
    }

    /** Returns how the guest is slowed down if the migration does not converge. */
    public Optional<AutoConverge> autoConverge() {
        return Optional.ofNullable(autoConverge);
    }

    /** Returns how pages are made smaller. */
    public Optional<Compression> compression() {
        return Optional.ofNullable(compression);
    }

    /** Returns the size of the cache of {@link Compression#XBZRLE}. */
    public Optional<DataSize> compressionCache() {
        return Optional.ofNullable(compressionCache);
    }

    /** Returns how hard {@link Compression#ZLIB} or {@link Compression#ZSTD} tries. */
    public OptionalInt compressionLevel() {
        return compressionLevel == null ? OptionalInt.empty() : OptionalInt.of(compressionLevel);
    }

    /** Returns what happens when the migration shows no progress. */
    public Optional<StallPolicy> stallPolicy() {
        return Optional.ofNullable(stallPolicy);
    }

    /** Returns the VM's name at its destination, where it is to change. */
    public Optional<String> destinationName() {
        return Optional.ofNullable(destinationName);
    }

    /** Returns the VM's definition at its destination in the hypervisor's own form, where it is to change. */
    public Optional<String> destinationDefinition() {
        return Optional.ofNullable(destinationDefinition);
    }

    /** Returns the name that the destination's certificate must have, where that is not the name by which it is reached. */
    public Optional<String> tlsHostname() {
        return Optional.ofNullable(tlsHostname);
    }

    /** Returns how the source reaches the destination, where that differs from the way in which this program does. */
    public Optional<HostUri> peer() {
        return Optional.ofNullable(peer);
    }

    /**
     * Returns where the memory travels to: a name or address of the destination as its source takes it, with a port where that
     * must be a certain one. Empty leaves it to the hosts, or to the destination's URI.
     */
    public Optional<NetworkAddress> migrationAddress() {
        return Optional.ofNullable(migrationAddress);
    }

    /** Returns the only address of its own at which the destination waits for the memory. */
    public Optional<NetworkAddress> listenAddress() {
        return Optional.ofNullable(listenAddress);
    }

    /** Returns what a session must be able to do for this request. */
    public Set<Capability> requiredCapabilities() {
        EnumSet<Capability> needed = EnumSet.of(mode.requiredCapability());
        addIf(needed, bandwidth != null, Capability.BANDWIDTH_LIMIT);
        addIf(needed, downtime != null, Capability.DOWNTIME_LIMIT);
        addIf(needed, autoConverge != null, Capability.AUTO_CONVERGE);
        compression().map(Compression::requiredCapability).ifPresent(needed::add);
        addIf(needed, compressionCache != null, Capability.COMPRESSION_CACHE);
        addIf(needed, postCopyBandwidth != null, Capability.POST_COPY_BANDWIDTH);
        addIf(needed, switchOverBandwidth != null, Capability.SWITCH_OVER_BANDWIDTH);
        addIf(needed, clientDriven, Capability.CLIENT_DRIVEN);
        stallPolicy().flatMap(policy -> policy.action().requiredCapability()).ifPresent(needed::add);
        addIf(needed, parallelConnections > 1, Capability.PARALLEL_CONNECTIONS);
        addIf(needed, tlsTransfer, Capability.TLS_TRANSFER);
        addIf(needed, zeroCopy, Capability.ZERO_COPY);
        addIf(needed, tlsHostname != null, Capability.TLS_HOSTNAME);
        addIf(needed, tunnelled, Capability.TUNNELLED_TRANSFER);
        addIf(needed, storageCopy != StorageCopy.NONE, Capability.STORAGE_COPY);
        addIf(needed, destinationName != null, Capability.RENAME);
        addIf(needed, destinationDefinition != null, Capability.CHANGE_DEFINITION);
        addIf(needed, arrivesPaused, Capability.ARRIVE_PAUSED);
        addIf(needed, migrationAddress != null, Capability.MIGRATION_ADDRESS);
        addIf(needed, listenAddress != null, Capability.LISTEN_ADDRESS);
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
        private final Set<Check> forced = EnumSet.noneOf(Check.class);
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

        private Builder(MigrationRequest request) {
            mode = request.mode;
            persistence = request.persistence;
            storageCopy = request.storageCopy;
            parallelConnections = request.parallelConnections;
            tlsTransfer = request.tlsTransfer;
            tunnelled = request.tunnelled;
            zeroCopy = request.zeroCopy;
            clientDriven = request.clientDriven;
            arrivesPaused = request.arrivesPaused;
            forced.addAll(request.forced);
            copiedDisks = request.copiedDisks;
            bandwidth = request.bandwidth;
            postCopyBandwidth = request.postCopyBandwidth;
            switchOverBandwidth = request.switchOverBandwidth;
            downtime = request.downtime;
            autoConverge = request.autoConverge;
            compression = request.compression;
            compressionCache = request.compressionCache;
            compressionLevel = request.compressionLevel;
            stallPolicy = request.stallPolicy;
            destinationName = request.destinationName;
            destinationDefinition = request.destinationDefinition;
            tlsHostname = request.tlsHostname;
            peer = request.peer;
            migrationAddress = request.migrationAddress;
            listenAddress = request.listenAddress;
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

        /** Accepts the risks that these checks find, and no others; what is impossible is refused all the same. */
        public Builder force(Check... checks) {
            forced.addAll(List.of(checks));
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
         * @throws IllegalArgumentException if the VM is to arrive paused in a mode that has it run to get there, or a VM that is off to
         *     take more along than its definition
         */
        public MigrationRequest build() {
            if (mode instanceof MigrationMode.Offline) {
                refuseWhatNothingIsSentFor();
            }
            if (arrivesPaused && !mode.movesPaused()) {
                throw new IllegalArgumentException(
                        "arrivePaused goes with pre-copy and stop-and-copy, not with " + mode);
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
