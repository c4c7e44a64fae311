package io.vacate.model.calibrate;

import io.vacate.api.migration.Buffer;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Quantity.Kind;
import io.vacate.model.internal.Check;
import io.vacate.model.internal.Median;
import io.vacate.model.internal.Seconds;
import io.vacate.model.live.LiveEstimator.Lesson;
import io.vacate.model.live.Residuals;
import io.vacate.model.live.Residuals.Residual;
import io.vacate.model.profile.BufferRates;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HostProfile;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.VmProfile;
import io.vacate.model.simulation.Conformal;
import io.vacate.model.simulation.MigrationEstimator;
import io.vacate.model.simulation.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was learned from finished migrations, and priors for the rest.
 *
 * <p>Each {@link Quantity} is the median of its last samples: with one sample it is that sample, so a single migration
 * calibrates; from three on, one outlier does not move it beyond the others (a breakdown point of one half, Rousseeuw and
 * Leroy, "Robust Regression and Outlier Detection", 1987). What a migration says of a quantity is found by turning the model
 * around: see {@link Lessons}. Intervals come from how far earlier predictions were off, each made before the migration
 * that it was compared with was learned from.
 *
 * <p>Immutable and thread-safe.
 *
 * @param assumed what to assume of the hypervisor before anything was seen; the proportions of its costs stay in use after
 * @param samples for each quantity what was seen, oldest first; at most {@link Kind#window()} of each, all in range
 */
public record Calibration(HypervisorProfile assumed, Map<Quantity, List<Double>> samples) {
    /** So many in a row, all longer or all shorter than the 90 % interval, are no chance. */
    private static final int DRIFT_RUN = 5;

    /**
     * A VM that seems to use more than it last sent by such a factor has grown. One that seems to use less has only moved: what a
     * process holds beside the guest's memory is less where it is new.
     */
    private static final double GROWN = 1.25;

    /**
     * Checks the calibration.
     *
     * @throws IllegalArgumentException if a sample is out of its range; the message names the quantity
     */
    public Calibration {
        Map<Quantity, List<Double>> copy = new LinkedHashMap<>();
        samples.forEach((quantity, seen) -> {
            seen.forEach(quantity.kind()::checked);
            copy.put(quantity, latest(seen, quantity.kind().window()));
        });
        samples = Collections.unmodifiableMap(copy);
    }

    private static List<Double> latest(List<Double> all, int most) {
        return List.copyOf(all.subList(Math.max(0, all.size() - most), all.size()));
    }

    /** Returns what to assume of QEMU before anything was seen. */
    public static Calibration prior() {
        return prior(HypervisorProfile.PRIOR);
    }

    /** Returns what to assume of a hypervisor before anything was seen. */
    public static Calibration prior(HypervisorProfile assumed) {
        return new Calibration(assumed, Map.of());
    }

    /** Returns this calibration with one more sample of a quantity; one that makes no sense is left out. */
    public Calibration with(Quantity quantity, double sample) {
        return with(quantity, List.of(sample));
    }

    /** Returns this calibration with more samples of a quantity, oldest first; those that make no sense are left out. */
    Calibration with(Quantity quantity, List<Double> more) {
        List<Double> sensible = more.stream().filter(quantity.kind()::accepts).toList();
        if (sensible.isEmpty()) {
            return this;
        }
        Map<Quantity, List<Double>> changed = new LinkedHashMap<>(samples);
        List<Double> seen = new ArrayList<>(changed.getOrDefault(quantity, List.of()));
        seen.addAll(sensible);
        changed.put(quantity, seen);
        return new Calibration(assumed, changed);
    }

    /** Returns this calibration with one more migration taken into account. */
    public Calibration updatedWith(Observation seen) {
        Calibration updated = this;
        for (Lessons.Lesson lesson : Lessons.of(seen, this)) {
            updated = updated.with(lesson.quantity(), lesson.sample());
        }
        return updated.drift().isPresent() ? updated.withoutWhatNoLongerHolds() : updated;
    }

    /** Returns this calibration with a whole run taken into account. */
    public Calibration updatedWith(RunObservations run) {
        Calibration updated = this;
        for (Observation seen : run.migrations()) {
            updated = updated.updatedWith(seen);
        }
        for (Lesson lesson : run.lessons()) {
            updated = updated.updatedWith(lesson, run.sentOnce(lesson));
        }
        for (LinkObservation seen : run.links()) {
            updated = updated.with(
                    Quantity.linkRate(seen.link()), (double) seen.rate().bytesPerSecond());
        }
        if (run.aggregate().isPresent()) {
            updated =
                    updated.with(Quantity.GROUP_RESIDUAL, run.aggregate().get().residual());
        }
        return updated;
    }

    private Calibration updatedWith(Lesson lesson, Optional<DataSize> firstRound) {
        Calibration updated = new Calibration(assumed, RoundHistory.with(samples, lesson, firstRound));
        for (Residual residual : lesson.residuals()) {
            updated = updated.with(Quantity.liveResidual(residual.share()), Math.exp(residual.logRatio()));
        }
        return updated;
    }

    /** Returns how far off predictions of migrations under way were. */
    public Residuals liveResiduals() {
        List<Residual> all = new ArrayList<>();
        samples.forEach((quantity, seen) -> {
            if (quantity.kind() == Kind.LIVE_RESIDUAL) {
                seen.forEach(ratio -> all.add(new Residual(Double.parseDouble(quantity.subject()), Math.log(ratio))));
            }
        });
        return new Residuals(all);
    }

    /** Returns this calibration without any rate of a path or link: for a network of which that is told. */
    public Calibration withoutRates() {
        Map<Quantity, List<Double>> rest = new LinkedHashMap<>(samples);
        rest.keySet().removeIf(quantity -> isRate(quantity.kind()));
        return new Calibration(assumed, rest);
    }

    /** Returns this calibration with the rates of paths and links of another one, such as that of other hypervisors. */
    public Calibration withRatesOf(Calibration other) {
        Map<Quantity, List<Double>> all = new LinkedHashMap<>(samples);
        other.samples.forEach((quantity, seen) -> {
            if (isRate(quantity.kind())) {
                all.put(quantity, seen);
            }
        });
        return new Calibration(assumed, all);
    }

    private static boolean isRate(Kind kind) {
        return kind == Kind.PATH_RATE || kind == Kind.LINK_RATE;
    }

    /**
     * Tells whether the last migrations say that what was learned no longer holds: {@value #DRIFT_RUN} in a row beyond the
     * same end of the 90 % interval that those before them led to.
     */
    Optional<Drift> drift() {
        List<Double> residuals = seen(Quantity.RESIDUAL);
        int before = residuals.size() - DRIFT_RUN;
        if (before < DRIFT_RUN) {
            return Optional.empty();
        }
        var spread = Conformal.spread(residuals.subList(0, before));
        List<Double> last = residuals.subList(before, residuals.size());
        boolean longer = last.stream().allMatch(residual -> residual > spread.p95());
        boolean shorter = last.stream().allMatch(residual -> residual < spread.p05());
        return longer || shorter ? Optional.of(new Drift(Median.of(last), DRIFT_RUN)) : Optional.empty();
    }

    /** Forgets what was seen before things changed, so that the medians follow at once; residuals start anew. */
    private Calibration withoutWhatNoLongerHolds() {
        Map<Quantity, List<Double>> rest = new LinkedHashMap<>();
        samples.forEach((quantity, seen) -> {
            if (!quantity.kind().isResidual()) {
                rest.put(quantity, latest(seen, DRIFT_RUN));
            }
        });
        return new Calibration(assumed, rest);
    }

    /** Returns what was seen of a quantity, oldest first. */
    private List<Double> seen(Quantity quantity) {
        return samples.getOrDefault(quantity, List.of());
    }

    /** Returns the median of what was seen of a quantity. */
    public OptionalDouble learned(Quantity quantity) {
        List<Double> seen = seen(quantity);
        return seen.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Median.of(seen));
    }

    /** Returns the hypervisor to expect: each mode's costs are the median of those seen, in the prior's proportions. */
    public HypervisorProfile hypervisor() {
        HypervisorProfile result = assumed;
        for (ModeKind mode : ModeKind.values()) {
            OptionalDouble seen = learned(Quantity.overhead(mode));
            if (seen.isPresent()) {
                result = result.with(mode, scaled(assumed.costs(mode), seen.getAsDouble()));
            }
        }
        return result;
    }

    private static FixedCosts scaled(FixedCosts proportions, double total) {
        double whole = Seconds.of(proportions.total());
        return whole == 0
                ? new FixedCosts(Seconds.toDuration(total), Duration.ZERO, Duration.ZERO)
                : proportions.scaled(total / whole);
    }

    /** Returns what links carry / what they were told to carry, 1 before anything was seen. */
    public double efficiency() {
        return learned(Quantity.EFFICIENCY).orElse(1);
    }

    /** Returns data sent / data expected, 1 before anything was seen. */
    public double memoryFactor() {
        return learned(Quantity.MEMORY_FACTOR).orElse(1);
    }

    /**
     * Returns what to expect of a path of which nothing is known: the median of the rates of all paths seen, or else of all
     * links seen.
     */
    public Optional<DataRate> typicalRate() {
        List<Double> rates = mediansOf(Kind.PATH_RATE);
        if (rates.isEmpty()) {
            rates = mediansOf(Kind.LINK_RATE);
        }
        return rates.isEmpty() ? Optional.empty() : Optional.of(rate(Median.of(rates)));
    }

    private List<Double> mediansOf(Kind kind) {
        return samples.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .map(entry -> Median.of(entry.getValue()))
                .toList();
    }

    static DataRate rate(double bytesPerSecond) {
        return DataRate.ofBytesPerSecond(Math.max(1, (long) bytesPerSecond));
    }

    /** Tells whether something is known of the way from one host to another: of that path, or of a link at its ends. */
    public boolean knows(String from, String to) {
        return samples.containsKey(Quantity.pathRate(from, to))
                || samples.containsKey(Quantity.linkRate(NetworkProfile.upLink(from)))
                || samples.containsKey(Quantity.linkRate(NetworkProfile.downLink(to)));
    }

    /** Tells whether migrations have shown how much memory such a VM sends: its own, or those of idle ones. */
    public boolean hasSeen(VmId vm) {
        return samples.containsKey(Quantity.firstRound(vm)) || samples.containsKey(Quantity.MEMORY_FACTOR);
    }

    /** Returns the estimator with the learned fixed costs, and intervals by past residuals. */
    MigrationEstimator estimator() {
        return MigrationEstimator.of(hypervisor(), seen(Quantity.RESIDUAL), seen(Quantity.GROUP_RESIDUAL));
    }

    /**
     * Returns by how much a time is expected to be off its median at most in 9 of 10 cases, as a share of it.
     *
     * @param kind {@link Kind#RESIDUAL} of single migrations, or {@link Kind#GROUP_RESIDUAL} of aggregate times
     * @throws IllegalArgumentException if it is no residual
     */
    public double deviation(Kind kind) {
        Spread spread = Conformal.spread(residuals(kind));
        return Math.max(spread.p95() / spread.p50() - 1, 1 - spread.p05() / spread.p50());
    }

    /**
     * Returns a quantile of actual / modelled time by past residuals: also those that no {@code Estimate} has.
     *
     * @param kind {@link Kind#RESIDUAL} of single migrations, or {@link Kind#GROUP_RESIDUAL} of aggregate times
     * @param share from 0 to below 1
     * @throws IllegalArgumentException if it is not, or {@code kind} is no residual
     */
    public double quantile(Kind kind, double share) {
        return new Conformal(residuals(kind)).quantile(Check.share(share, "share"));
    }

    /**
     * Returns actual / predicted times, oldest first.
     *
     * @param kind {@link Kind#RESIDUAL} of single migrations, or {@link Kind#GROUP_RESIDUAL} of aggregate times
     * @throws IllegalArgumentException if it is no residual
     */
    public List<Double> residuals(Kind kind) {
        if (!kind.isResidual()) {
            throw new IllegalArgumentException("kind (%s) must be that of a residual".formatted(kind));
        }
        return seen(new Quantity(kind, ""));
    }

    /**
     * Returns the VM as it was learned to be. Its used memory is what its own last migrations sent, if it still seems to hold
     * about that much; else, where its process's memory is known and what such processes hold for
     * themselves, its used memory is the difference; else its used memory times {@link #memoryFactor()}. In any case at most
     * its configured memory. Its dirty curve is brought to what rounds of its own earlier migrations showed; without any it is
     * multiplied by what dirty curves were seen to be off.
     */
    public VmProfile apply(VmProfile vm) {
        OptionalDouble own = learned(Quantity.PROCESS_MEMORY);
        double used = own.isPresent() && !vm.resident().isZero()
                ? Math.max(0, vm.resident().bytes() - own.getAsDouble())
                : vm.usedMemory().bytes() * memoryFactor();
        VmProfile sized = vm.withUsedMemory(DataSize.ofBytes((long) asLastSent(vm, used)));
        Optional<DirtyCurve> ownRounds = RoundHistory.curve(vm.id(), vm.dirty(), samples);
        if (ownRounds.isPresent()) {
            return sized.withDirty(ownRounds.get());
        }
        OptionalDouble dirtyFactor = learned(Quantity.DIRTY_FACTOR);
        return dirtyFactor.isPresent() ? sized.withDirty(sized.dirty().scaledBy(dirtyFactor.getAsDouble())) : sized;
    }

    /** Returns the memory that a VM's own earlier migrations sent, unless it holds much more or less now. */
    private double asLastSent(VmProfile vm, double used) {
        OptionalDouble sent = learned(Quantity.firstRound(vm.id()));
        if (sent.isEmpty()) {
            return used;
        }
        double own = Math.max(
                0,
                sent.getAsDouble() - (vm.firstRound().bytes() - vm.usedMemory().bytes()));
        boolean hasChanged = !vm.resident().isZero() && (used > GROWN * own);
        return hasChanged ? used : own;
    }

    /**
     * Returns the network with what was learned about it.
     *
     * <p>A seen path gets its rate as stream cap, and a link's capacity becomes the fastest rate seen over it, of single
     * migrations or of several together. Single migrations cannot tell a narrow link from a slow stream; a narrow link is
     * the cautious answer, as it never promises to several together more than one was seen to get. Links of which nothing
     * was seen carry what they were told to, times the efficiency learned. Paths between hosts that the network does not
     * have are ignored.
     */
    public NetworkProfile apply(NetworkProfile network) {
        Map<String, Double> fastest = new HashMap<>();
        NetworkProfile result = network;
        for (Map.Entry<Quantity, List<Double>> entry : samples.entrySet()) {
            if (entry.getKey().kind() == Kind.LINK_RATE) {
                fastest.merge(entry.getKey().subject(), Median.of(entry.getValue()), Math::max);
            }
        }
        for (String from : network.hosts()) {
            for (String to : network.hosts()) {
                OptionalDouble seen = from.equals(to) ? OptionalDouble.empty() : learned(Quantity.pathRate(from, to));
                if (seen.isPresent()) {
                    Path path = network.path(from, to);
                    path.links().forEach(link -> fastest.merge(link.name(), seen.getAsDouble(), Math::max));
                    result = result.withStreamCap(from, to, rate(seen.getAsDouble()));
                }
            }
        }
        double efficiency = efficiency();
        OptionalDouble slowdown = learned(Quantity.REVERSE_SLOWDOWN);
        if (slowdown.isPresent()) {
            result = result.withReverseSlowdown(slowdown.getAsDouble());
        }
        return result.withHosts(this::withBuffers).withCapacities(link -> capacity(link, fastest, efficiency));
    }

    private static DataRate capacity(Link link, Map<String, Double> fastest, double efficiency) {
        Double seen = fastest.get(link.name());
        if (seen != null) {
            return rate(seen);
        }
        return efficiency == 1 ? link.capacity() : rate(link.capacity().bytesPerSecond() * efficiency);
    }

    private HostProfile withBuffers(HostProfile host) {
        HostProfile result = host;
        for (Buffer buffer : Buffer.values()) {
            BufferRates told = host.buffer(buffer);
            BufferRates known = new BufferRates(
                    learnedOr(Kind.SUSPEND_RATE, buffer, told.suspend()),
                    learnedOr(Kind.COPY_RATE, buffer, told.copy()),
                    learnedOr(Kind.RESUME_RATE, buffer, told.resume()));
            result = known.equals(told) ? result : result.withBuffer(buffer, known);
        }
        return result;
    }

    private DataRate learnedOr(Kind kind, Buffer buffer, DataRate told) {
        OptionalDouble seen = learned(Quantity.bufferRate(kind, buffer));
        return seen.isPresent() ? rate(seen.getAsDouble()) : told;
    }
}
