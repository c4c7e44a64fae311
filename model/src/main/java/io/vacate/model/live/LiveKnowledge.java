package io.vacate.model.live;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.SuspendCopyResume;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.BufferRates;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.RoundRule;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a migration before it began. Only the path's rate must be known, at least roughly; the samples tell
 * the rest.
 *
 * <p>Immutable and thread-safe.
 */
public final class LiveKnowledge {
    /** QEMU's default. */
    public static final Duration DEFAULT_DOWNTIME_LIMIT = Duration.ofMillis(300);

    /** A plan in which next to nothing is sent has no rate that means anything. */
    private static final DataRate MOST_RATE = DataRate.ofMegabitsPerSecond(100_000);

    private final DataRate rate;
    private final DataRate capacity;
    private final boolean isSeen;
    private final boolean isLimited;
    private final MigrationMode mode;
    private final Duration downtimeLimit;
    private final FixedCosts costs;
    private final RoundRule rounds;
    private final @Nullable DataSize usedMemory;
    private final @Nullable DirtyCurve dirty;
    private final @Nullable AutoConverge autoConverge;
    private final @Nullable Duration expectedTotal;
    private final @Nullable DataSize sendBudget;
    private final Map<Phase, Duration> phaseTimes;
    private final Residuals residuals;

    private LiveKnowledge(Builder builder) {
        rate = builder.rate;
        capacity = builder.capacity == null ? builder.rate : builder.capacity;
        isSeen = builder.isSeen;
        isLimited = builder.isLimited;
        mode = builder.mode;
        downtimeLimit = builder.downtimeLimit;
        costs = builder.costs;
        rounds = builder.rounds;
        usedMemory = builder.usedMemory;
        dirty = builder.dirty;
        autoConverge = builder.autoConverge;
        expectedTotal = builder.expectedTotal;
        sendBudget = builder.sendBudget;
        phaseTimes = builder.phaseTimes;
        residuals = builder.residuals;
    }

    /**
     * Returns all that a plan knows of one of its migrations.
     *
     * @param vm the VM as it was learned to be
     * @param path its way, as it was learned to be
     * @param tuning how it is moved
     * @param rate that it will reach, among the others
     * @param usual what the hypervisor adds, unless the path's source has a profile of its own
     */
    public static Builder planned(VmProfile vm, Path path, Tuning tuning, DataRate rate, HypervisorProfile usual) {
        HypervisorProfile hypervisor = path.ends().source().hypervisor().orElse(usual);
        Builder known = builder(rate.min(MOST_RATE))
                .capacity(path.rateAlone().min(MOST_RATE))
                .limited(!tuning.rateLimit().equals(HostProfile.UNLIMITED))
                .mode(tuning.mode())
                .downtimeLimit(vm.downtimeLimit())
                .costs(hypervisor.costs(ModeKind.of(tuning.mode())))
                .rounds(hypervisor.rounds())
                .dirty(vm.dirty());
        if (vm.usedMemory().compareTo(vm.memory()) < 0) {
            // Else nobody knows: all of it is what is assumed then.
            known.usedMemory(vm.usedMemory());
        }
        tuning.autoConverge().ifPresent(known::autoConverge);
        if (tuning.mode() instanceof SuspendCopyResume suspend) {
            known.phaseTimes(phaseTimes(vm, path, rate, suspend, known.costs));
        }
        return known;
    }

    private static Map<Phase, Duration> phaseTimes(
            VmProfile vm, Path path, DataRate rate, SuspendCopyResume mode, FixedCosts costs) {
        DataSize state = vm.firstRound();
        BufferRates source = path.ends().source().buffer(mode.buffer());
        BufferRates destination = path.ends().destination().buffer(mode.buffer());
        Duration half = costs.switchOver().dividedBy(2);
        return Map.of(
                Phase.PREPARE, costs.setUp(),
                Phase.SUSPEND, half.plus(source.suspend().timeFor(state)),
                Phase.TRANSFER, rate.timeFor(state),
                Phase.RESUME, half.plus(destination.resume().timeFor(state)),
                Phase.FINISH, costs.cleanUp());
    }

    /**
     * Returns a builder.
     *
     * @param rate that this migration will reach, as far as is known; the samples correct it
     * @throws IllegalArgumentException if {@code rate} is 0
     */
    public static Builder builder(DataRate rate) {
        return new Builder(Check.positive(rate, "rate"));
    }

    double rate() {
        return rate.bytesPerSecond();
    }

    /** Returns what a migration gets when it is alone on the path and has no limit of its own, in B/s. */
    double capacity() {
        return Math.max(rate.bytesPerSecond(), capacity.bytesPerSecond());
    }

    /** Tells whether earlier migrations have shown rate and memory, which are mere assumptions otherwise. */
    boolean isSeen() {
        return isSeen;
    }

    /** Tells whether it has a limit of its own, which does not hold for what is sent after the rounds. */
    boolean isLimited() {
        return isLimited;
    }

    MigrationMode mode() {
        return mode;
    }

    double downtimeLimitSeconds() {
        return Seconds.of(downtimeLimit);
    }

    FixedCosts costs() {
        return costs;
    }

    RoundRule rounds() {
        return rounds;
    }

    Optional<DataSize> usedMemory() {
        return Optional.ofNullable(usedMemory);
    }

    Optional<DirtyCurve> dirty() {
        return Optional.ofNullable(dirty);
    }

    Optional<AutoConverge> autoConverge() {
        return Optional.ofNullable(autoConverge);
    }

    /** Returns the total time that was predicted before. */
    public Optional<Duration> expectedTotal() {
        return Optional.ofNullable(expectedTotal);
    }

    Optional<DataSize> sendBudget() {
        return Optional.ofNullable(sendBudget);
    }

    Map<Phase, Duration> phaseTimes() {
        return phaseTimes;
    }

    Residuals residuals() {
        return residuals;
    }

    /** Collects what is known. Not thread-safe. */
    public static final class Builder {
        private final DataRate rate;
        private @Nullable DataRate capacity;
        private boolean isSeen;
        private boolean isLimited;
        private MigrationMode mode = new MigrationMode.PreCopy();
        private Duration downtimeLimit = DEFAULT_DOWNTIME_LIMIT;
        private FixedCosts costs = FixedCosts.PRIOR;
        private RoundRule rounds = RoundRule.UNTIL_FITS;
        private @Nullable DataSize usedMemory;
        private @Nullable DirtyCurve dirty;
        private @Nullable AutoConverge autoConverge;
        private @Nullable Duration expectedTotal;
        private @Nullable DataSize sendBudget;
        private Map<Phase, Duration> phaseTimes = Map.of();
        private Residuals residuals = Residuals.NONE;

        private Builder(DataRate rate) {
            this.rate = rate;
        }

        /**
         * Sets what a migration gets when it is alone on the path and has no limit of its own; the rate if not set.
         *
         * @throws IllegalArgumentException if it is 0
         */
        public Builder capacity(DataRate value) {
            capacity = Check.positive(value, "capacity");
            return this;
        }

        /** Sets whether earlier migrations have shown what is known: then it counts for longer than mere assumptions. */
        public Builder seen(boolean value) {
            isSeen = value;
            return this;
        }

        /** Sets whether it has a limit of its own: QEMU does not hold to it once the VM is paused, or in post-copy. */
        public Builder limited(boolean value) {
            isLimited = value;
            return this;
        }

        /** Sets how memory gets to the destination; pre-copy if not set. */
        public Builder mode(MigrationMode value) {
            mode = value;
            return this;
        }

        /**
         * Sets the longest pause that the switch-over may plan for; {@link #DEFAULT_DOWNTIME_LIMIT} if not set.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder downtimeLimit(Duration value) {
            downtimeLimit = Check.positive(value, "downtimeLimit");
            return this;
        }

        /** Sets the fixed costs; {@link FixedCosts#PRIOR} if not set. */
        public Builder costs(FixedCosts value) {
            costs = value;
            return this;
        }

        /** Sets when the hypervisor ends the rounds of pre-copy; {@link RoundRule#UNTIL_FITS}, as QEMU, if not set. */
        public Builder rounds(RoundRule value) {
            rounds = value;
            return this;
        }

        /** Sets the memory that the first round sends. */
        public Builder usedMemory(DataSize value) {
            usedMemory = value;
            return this;
        }

        /** Sets how fast this VM rewrites its memory. */
        public Builder dirty(DirtyCurve value) {
            dirty = value;
            return this;
        }

        /** Sets that the guest is slowed down when it does not converge. */
        public Builder autoConverge(AutoConverge value) {
            autoConverge = value;
            return this;
        }

        /**
         * Sets the total time that was predicted before; it counts in the beginning, and where samples tell nothing.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder expectedTotal(Duration value) {
            expectedTotal = Check.notNegative(value, "expectedTotal");
            return this;
        }

        /** Sets what pre-copy may send before it is ended otherwise; a multiple of the used memory if not set. */
        public Builder sendBudget(DataSize value) {
            sendBudget = value;
            return this;
        }

        /** Sets the times that phases of a suspend-copy-resume were predicted to take. */
        Builder phaseTimes(Map<Phase, Duration> value) {
            phaseTimes = Map.copyOf(value);
            return this;
        }

        /** Sets how far off earlier live predictions were. */
        public Builder residuals(Residuals value) {
            residuals = value;
            return this;
        }

        /** Returns what was set. */
        public LiveKnowledge build() {
            return new LiveKnowledge(this);
        }
    }
}
