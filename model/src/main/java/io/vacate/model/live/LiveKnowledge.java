package io.vacate.model.live;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Check;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.RoundRule;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.List;
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

    private final DataRate pathRate;
    private final @Nullable DataRate lastCopyRate;
    private final MigrationMode mode;
    private final Duration downtimeLimit;
    private final FixedCosts costs;
    private final RoundRule rounds;
    private final @Nullable DataSize usedMemory;
    private final @Nullable DirtyCurve dirty;
    private final List<DirtyCurve> library;
    private final @Nullable AutoConverge autoConverge;
    private final @Nullable Duration expectedTotal;
    private final @Nullable DataSize sendBudget;
    private final Map<Phase, Duration> phaseTimes;
    private final Residuals residuals;

    private LiveKnowledge(Builder builder) {
        pathRate = builder.pathRate;
        lastCopyRate = builder.lastCopyRate;
        mode = builder.mode;
        downtimeLimit = builder.downtimeLimit;
        costs = builder.costs;
        rounds = builder.rounds;
        usedMemory = builder.usedMemory;
        dirty = builder.dirty;
        library = builder.library;
        autoConverge = builder.autoConverge;
        expectedTotal = builder.expectedTotal;
        sendBudget = builder.sendBudget;
        phaseTimes = builder.phaseTimes;
        residuals = builder.residuals;
    }

    /**
     * Returns a builder.
     *
     * @param pathRate rate that this migration will reach, as far as is known; the samples correct it
     * @throws IllegalArgumentException if {@code pathRate} is 0
     */
    public static Builder builder(DataRate pathRate) {
        return new Builder(Check.positive(pathRate, "pathRate"));
    }

    /** Returns the rate that this migration was expected to reach. */
    public DataRate pathRate() {
        return pathRate;
    }

    /** Returns the rate of the copy during the downtime, where it is not that of the rounds. */
    public Optional<DataRate> lastCopyRate() {
        return Optional.ofNullable(lastCopyRate);
    }

    /** Returns how memory gets to the destination. */
    public MigrationMode mode() {
        return mode;
    }

    /** Returns the longest pause that the switch-over may plan for. */
    public Duration downtimeLimit() {
        return downtimeLimit;
    }

    /** Returns the times that it takes whatever it sends. */
    public FixedCosts costs() {
        return costs;
    }

    /** Returns when the hypervisor ends the rounds of pre-copy. */
    public RoundRule rounds() {
        return rounds;
    }

    /** Returns the memory that is not zero. */
    public Optional<DataSize> usedMemory() {
        return Optional.ofNullable(usedMemory);
    }

    /** Returns how fast this VM rewrites its memory. */
    public Optional<DirtyCurve> dirty() {
        return Optional.ofNullable(dirty);
    }

    /** Returns curves measured in other migrations, whatever their VMs. */
    public List<DirtyCurve> library() {
        return library;
    }

    /** Returns how the guest is slowed down when it does not converge, if it is. */
    public Optional<AutoConverge> autoConverge() {
        return Optional.ofNullable(autoConverge);
    }

    /** Returns the total time that was predicted before. */
    public Optional<Duration> expectedTotal() {
        return Optional.ofNullable(expectedTotal);
    }

    /** Returns what pre-copy may send before it is ended otherwise. */
    public Optional<DataSize> sendBudget() {
        return Optional.ofNullable(sendBudget);
    }

    /** Returns the times that the phases of a suspend-copy-resume were predicted to take; absent ones are not known. */
    public Map<Phase, Duration> phaseTimes() {
        return phaseTimes;
    }

    /** Returns how far off earlier live predictions were. */
    public Residuals residuals() {
        return residuals;
    }

    /** Collects what is known. Not thread-safe. */
    public static final class Builder {
        private final DataRate pathRate;
        private @Nullable DataRate lastCopyRate;
        private MigrationMode mode = new MigrationMode.PreCopy();
        private Duration downtimeLimit = DEFAULT_DOWNTIME_LIMIT;
        private FixedCosts costs = FixedCosts.PRIOR;
        private RoundRule rounds = RoundRule.UNTIL_FITS;
        private @Nullable DataSize usedMemory;
        private @Nullable DirtyCurve dirty;
        private List<DirtyCurve> library = List.of();
        private @Nullable AutoConverge autoConverge;
        private @Nullable Duration expectedTotal;
        private @Nullable DataSize sendBudget;
        private Map<Phase, Duration> phaseTimes = Map.of();
        private Residuals residuals = Residuals.NONE;

        private Builder(DataRate pathRate) {
            this.pathRate = pathRate;
        }

        /** Sets used memory, dirty curve and downtime limit from a VM's profile. */
        public Builder vm(VmProfile vm) {
            return usedMemory(vm.usedMemory()).dirty(vm.dirty()).downtimeLimit(vm.downtimeLimit());
        }

        /**
         * Sets the rate of the copy during the downtime, which QEMU does not hold to the migration's bandwidth limit.
         * Without it, the rest is taken to go at the rate of the rounds.
         *
         * @throws IllegalArgumentException if it is 0
         */
        public Builder lastCopyRate(DataRate value) {
            lastCopyRate = Check.positive(value, "lastCopyRate");
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

        /** Sets the memory that is not zero, such as an earlier migration of this VM has sent in its first round. */
        public Builder usedMemory(DataSize value) {
            usedMemory = value;
            return this;
        }

        /** Sets how fast this VM rewrites its memory. */
        public Builder dirty(DirtyCurve value) {
            dirty = value;
            return this;
        }

        /** Sets curves measured in other migrations, see {@link RoundCurve}; their shapes help to tell this VM's. */
        public Builder library(List<DirtyCurve> value) {
            library = List.copyOf(value);
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
        public Builder phaseTimes(Map<Phase, Duration> value) {
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
