package io.vacate.orchestrator;

import io.vacate.api.Host;
import io.vacate.api.host.HostUri;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationRequest;
import io.vacate.api.unit.DataRate;
import io.vacate.api.vm.VmId;
import io.vacate.model.batch.Constraints;
import io.vacate.model.batch.Strategy;
import io.vacate.model.calibrate.Calibration;
import io.vacate.orchestrator.execute.AtOnce;
import io.vacate.orchestrator.execute.ExecutionPolicy;
import io.vacate.orchestrator.execute.HostPower;
import io.vacate.orchestrator.journal.ExecutionJournal;
import io.vacate.orchestrator.journal.InMemoryJournal;
import io.vacate.orchestrator.profile.Sampling;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts are to be vacated, where to, and how. The hosts stay the caller's, who closes them.
 *
 * <p>Immutable and thread-safe.
 */
public final class EvacuationRequest {
    private final List<Host> sources;
    private final List<Host> destinations;
    private final Set<VmId> vms;
    private final Strategy strategy;
    private final long seed;
    private final Optional<Duration> timeLimit;
    private final Constraints constraints;
    private final boolean makesRoom;
    private final Optional<Instant> by;
    private final Calibration calibration;
    private final Map<String, Calibration> ownCalibrations;
    private final Sampling sampling;
    private final ExecutionPolicy policy;
    private final ExecutionJournal journal;
    private final HostPower power;
    private final MigrationRequest migration;
    private final double headroom;
    private final boolean isStrict;
    private final Map<HostUri, String> leftOut;
    private final @Nullable DataRate linkSpeed;
    private final @Nullable Duration timeout;
    private final @Nullable AppliedPlan applied;

    private EvacuationRequest(Builder builder) {
        sources = List.copyOf(builder.sources);
        destinations = List.copyOf(builder.destinations);
        vms = Set.copyOf(builder.vms);
        strategy = builder.strategy;
        seed = builder.seed;
        timeLimit = Optional.ofNullable(builder.timeLimit);
        constraints = builder.constraints;
        makesRoom = builder.makesRoom;
        by = Optional.ofNullable(builder.by);
        calibration = builder.calibration;
        ownCalibrations = Map.copyOf(builder.ownCalibrations);
        sampling = builder.sampling;
        policy = builder.policy;
        journal = builder.journal;
        power = builder.power;
        migration = builder.migration;
        headroom = builder.headroom;
        isStrict = builder.isStrict;
        leftOut = Map.copyOf(builder.leftOut);
        linkSpeed = builder.linkSpeed;
        timeout = builder.timeout;
        applied = builder.applied;
    }

    /**
     * Returns a builder.
     *
     * @param sources open hosts to be vacated, at least one
     * @param destinations open hosts that take the VMs in, at least one
     * @throws IllegalArgumentException if either is empty
     */
    public static Builder builder(Collection<Host> sources, Collection<Host> destinations) {
        if (sources.isEmpty() || destinations.isEmpty()) {
            throw new IllegalArgumentException(
                    "there must be a source and a destination at least: %s to %s".formatted(sources, destinations));
        }
        return new Builder(sources, destinations);
    }

    /**
     * Returns a builder of a request to do what a plan says, after looking at its hosts again. Its strategy, seed and time limit
     * only count where what is left is planned anew.
     */
    public static Builder applying(AppliedPlan plan) {
        Builder builder = builder(plan.sources(), plan.destinations());
        plan.moves().keySet().forEach(name -> builder.vm(plan.vm(name)));
        builder.applied = plan;
        return builder;
    }

    /** Returns a builder of the same request for all VMs between other hosts, without a plan that was made before. */
    Builder between(Collection<Host> from, Collection<Host> to) {
        Builder builder = builder(from, to);
        builder.strategy = strategy;
        builder.seed = seed;
        builder.timeLimit = timeLimit.orElse(null);
        builder.constraints = constraints;
        builder.makesRoom = makesRoom;
        builder.by = by.orElse(null);
        builder.calibration = calibration;
        builder.ownCalibrations.putAll(ownCalibrations);
        builder.sampling = sampling;
        builder.policy = policy;
        builder.journal = journal;
        builder.power = power;
        builder.migration = migration;
        builder.headroom = headroom;
        builder.isStrict = isStrict;
        builder.linkSpeed = linkSpeed;
        builder.timeout = timeout;
        return builder;
    }

    /** Returns the plan that is to be done; empty if one is to be made. */
    public Optional<AppliedPlan> applied() {
        return Optional.ofNullable(applied);
    }

    /** Returns the hosts to be vacated. */
    public List<Host> sources() {
        return sources;
    }

    /** Returns the hosts that take the VMs in. */
    public List<Host> destinations() {
        return destinations;
    }

    /** Returns the only VMs to move; empty to move all. */
    public Set<VmId> vms() {
        return vms;
    }

    /** Returns how the moves are ordered. */
    public Strategy strategy() {
        return strategy;
    }

    /** Returns the seed of all that planning leaves to chance. */
    public long seed() {
        return seed;
    }

    /** Returns how long to search for a plan at most; empty to search until no more is to be expected. */
    public Optional<Duration> timeLimit() {
        return timeLimit;
    }

    /** Returns what is asked beyond that the sources become empty. */
    public Constraints constraints() {
        return constraints;
    }

    /** Tells whether VMs of the destinations may move among these where the others do not all find room. */
    public boolean makesRoom() {
        return makesRoom;
    }

    /** Returns when the sources must be empty. */
    public Optional<Instant> by() {
        return by;
    }

    /** Returns what was learned from earlier migrations, those of {@link #ownCalibrations} aside. */
    public Calibration calibration() {
        return calibration;
    }

    /** Returns what was learned of hosts of drivers that have a calibration of their own, by the driver's name. */
    public Map<String, Calibration> ownCalibrations() {
        return ownCalibrations;
    }

    /** Returns how VMs are watched before they move. */
    public Sampling sampling() {
        return sampling;
    }

    /** Returns what to do when things do not go as planned. */
    public ExecutionPolicy policy() {
        return policy;
    }

    /** Returns what is told each step. */
    public ExecutionJournal journal() {
        return journal;
    }

    /** Returns how hosts are switched on and off, where the plan has that. */
    public HostPower power() {
        return power;
    }

    /** Returns how each VM is migrated. */
    public MigrationRequest migration() {
        return migration;
    }

    /** Returns the share of a destination's memory that is to stay free, from 0 to below 1. */
    public double headroom() {
        return headroom;
    }

    /** Tells whether the evacuation is refused if one of the destinations does not answer. */
    public boolean isStrict() {
        return isStrict;
    }

    /** Returns destinations that the caller wanted and could not open, and why, by their addresses. */
    public Map<HostUri, String> leftOut() {
        return leftOut;
    }

    /** Returns the speed of each host's link, as sold, where the caller knows it. */
    public Optional<DataRate> linkSpeed() {
        return Optional.ofNullable(linkSpeed);
    }

    /** Returns the most bandwidth that each migration may take. */
    public Optional<DataRate> bandwidth() {
        return migration.bandwidth();
    }

    /** Returns the longest downtime that each migration may cause. */
    public Optional<Duration> downtime() {
        return migration.downtime();
    }

    /** Returns the time after which the run is cancelled. */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    /** Collects a request. Not thread-safe; what it builds is. */
    public static final class Builder {
        private final List<Host> sources;
        private final List<Host> destinations;
        private final Set<VmId> vms = new LinkedHashSet<>();
        private Strategy strategy = Strategy.BEST;
        private long seed = 1;
        private @Nullable Duration timeLimit;
        private Constraints constraints = Constraints.NONE;
        private boolean makesRoom;
        private @Nullable Instant by;
        private Calibration calibration = Calibration.prior();
        private final Map<String, Calibration> ownCalibrations = new LinkedHashMap<>();
        private Sampling sampling = Sampling.DEFAULT;
        private ExecutionPolicy policy = ExecutionPolicy.DEFAULT;
        private ExecutionJournal journal = new InMemoryJournal();
        private HostPower power = HostPower.NONE;
        private MigrationRequest migration = MigrationRequest.live();
        private double headroom = 0.02;
        private boolean isStrict;
        private final Map<HostUri, String> leftOut = new LinkedHashMap<>();
        private @Nullable DataRate linkSpeed;
        private @Nullable Duration timeout;
        private @Nullable AppliedPlan applied;

        private Builder(Collection<Host> sources, Collection<Host> destinations) {
            this.sources = List.copyOf(sources);
            this.destinations = List.copyOf(destinations);
        }

        /** Moves this VM, and others only if they are named too; without this, all are moved. */
        public Builder vm(VmId vm) {
            vms.add(vm);
            return this;
        }

        /** Moves these VMs, and others only if they are named too. */
        public Builder vms(Collection<VmId> several) {
            vms.addAll(several);
            return this;
        }

        /** Orders the moves by a strategy; the best of all unless set. */
        public Builder strategy(Strategy value) {
            strategy = value;
            return this;
        }

        /** Sets the seed of all that planning leaves to chance; 1 unless set. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets how long to search for a plan at most; unless set, the search ends when no more is to be expected, so that the same
         * VMs always have the same plan.
         *
         * @throws IllegalArgumentException if {@code limit} is not positive
         */
        public Builder timeLimit(Duration limit) {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("timeLimit (%s) must be positive".formatted(limit));
            }
            timeLimit = limit;
            return this;
        }

        /**
         * Sets what is asked beyond that the sources become empty; nothing unless set. Names that stand for no host or VM are
         * refused when the evacuation is prepared.
         */
        public Builder constraints(Constraints value) {
            constraints = value;
            return this;
        }

        /** Lets VMs of the destinations move among these where the others do not all find room: as few as are found to be enough. */
        public Builder makeRoom() {
            makesRoom = true;
            return this;
        }

        /**
         * Sets when the sources must be empty. The plan is the shortest in any case; {@link PreparedEvacuation#lateness} says what
         * is not expected to be in time.
         */
        public Builder by(Instant time) {
            by = time;
            return this;
        }

        /** Sets what was learned from earlier migrations; nothing unless set. */
        public Builder calibration(Calibration value) {
            calibration = value;
            return this;
        }

        /**
         * Sets what was learned from earlier migrations between hosts of one driver, where the request has hosts of several:
         * each hypervisor has fixed costs and rounds of its own.
         *
         * @param driver its name, as {@code xen}
         * @param value what was learned
         */
        public Builder calibration(String driver, Calibration value) {
            ownCalibrations.put(driver, value);
            return this;
        }

        /** Sets how VMs are watched before they move. */
        public Builder sampling(Sampling value) {
            sampling = value;
            return this;
        }

        /** Sets what to do when things do not go as planned. */
        public Builder policy(ExecutionPolicy value) {
            policy = value;
            return this;
        }

        /**
         * Has each host take part in at most so many migrations at once; unless set, in as many as {@link AtOnce.ByTransport}
         * tells. Changes the policy that is set so far.
         *
         * @throws IllegalArgumentException if {@code most} is below 1
         */
        public Builder atOnce(int most) {
            return policy(policy.withAtOnce(AtOnce.of(most)));
        }

        /** Sets what is told each step; one that forgets with the process unless set. */
        public Builder journal(ExecutionJournal value) {
            journal = value;
            return this;
        }

        /** Sets how hosts are switched on and off; unless set, plans that have to are refused. */
        public Builder power(HostPower value) {
            power = value;
            return this;
        }

        /**
         * Sets the share of a destination's memory that is to stay free; 2 % unless set.
         *
         * @throws IllegalArgumentException if {@code share} is not from 0 to below 1
         */
        public Builder headroom(double share) {
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException("headroom (%s) must be from 0 to below 1".formatted(share));
            }
            headroom = share;
            return this;
        }

        /** Refuses the evacuation if one of the destinations does not answer; unless set, it is planned without that one. */
        public Builder strict() {
            isStrict = true;
            return this;
        }

        /** Notes a destination that was wanted and could not be opened, so that plan and report tell of it. */
        public Builder leftOut(HostUri destination, String why) {
            leftOut.put(destination, why);
            return this;
        }

        /**
         * Sets the speed of each host's link, as sold; learned or assumed unless set.
         *
         * @throws IllegalArgumentException if {@code speed} is 0
         */
        public Builder linkSpeed(DataRate speed) {
            if (speed.isZero()) {
                throw new IllegalArgumentException("linkSpeed must be more than 0");
            }
            linkSpeed = speed;
            return this;
        }

        /** Sets how each VM is migrated, limits of bandwidth and downtime included; live by pre-copy unless set. */
        public Builder migration(MigrationRequest value) {
            migration = value;
            return this;
        }

        /**
         * Limits the bandwidth of each migration.
         *
         * @throws IllegalArgumentException if {@code limit} is 0
         */
        public Builder bandwidth(DataRate limit) {
            migration = migration.toBuilder().bandwidth(limit).build();
            return this;
        }

        /**
         * Limits the downtime of each migration.
         *
         * @throws IllegalArgumentException if {@code limit} is below 1 ms
         */
        public Builder downtime(Duration limit) {
            migration = migration.toBuilder().downtime(limit).build();
            return this;
        }

        /**
         * Cancels the run after so long; never unless set.
         *
         * @throws IllegalArgumentException if {@code limit} is not positive
         */
        public Builder timeout(Duration limit) {
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("timeout (%s) must be positive".formatted(limit));
            }
            timeout = limit;
            return this;
        }

        /**
         * Returns the request.
         *
         * @throws IllegalArgumentException if all VMs would get one name or one definition at their destination, or they are to
         *     move offline: VMs that are off are moved one by one, by {@link io.vacate.api.VM#migrateTo}
         */
        public EvacuationRequest build() {
            boolean ofOne = migration.destinationName().isPresent()
                    || migration.destinationDefinition().isPresent();
            if (ofOne && vms.size() != 1) {
                throw new IllegalArgumentException(
                        "a name or definition at the destination is that of one VM, and %s are to move"
                                .formatted(vms.isEmpty() ? "all" : vms.size()));
            }
            if (migration.mode() instanceof MigrationMode.Offline) {
                throw new IllegalArgumentException(
                        "an evacuation moves VMs that run; move the definition of one that is off by VM.migrateTo");
            }
            return new EvacuationRequest(this);
        }
    }
}
