package io.vacate.model.calibrate;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.PreCopyEstimator;
import io.vacate.model.estimate.Spread;
import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.Path;
import io.vacate.model.profile.VmProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What was learned from finished migrations, and priors for the rest.
 *
 * <p>Each learned quantity is the median of its last {@link #WINDOW} samples: from three on, one outlier does not move it
 * beyond the others; with a single sample it is that sample.
 *
 * @param assumedCosts fixed costs before any was seen; their proportions stay in use after
 * @param paths rates of single migrations, each path once
 * @param links rates of several migrations together, each link once
 * @param overheads fixed costs seen, oldest first, each at least 0
 * @param memoryFactors data sent / data expected by the VM's profile, oldest first, each positive: below 1 where drivers
 *     overstate the memory in use
 */
public record Calibration(
        FixedCosts assumedCosts,
        List<PathRates> paths,
        List<LinkRates> links,
        List<Duration> overheads,
        List<Double> memoryFactors) {
    /** Most samples that are kept of a quantity: enough for a median, few enough to follow a change. */
    public static final int WINDOW = 9;

    /** A factor further from 1 than this, either way, says that the profile was of another VM. */
    private static final double ABSURD_FACTOR = 20;

    /**
     * Checks the calibration.
     *
     * @throws IllegalArgumentException if a sample is out of its range; the message names it
     */
    public Calibration {
        paths = List.copyOf(paths);
        links = List.copyOf(links);
        overheads = List.copyOf(overheads);
        memoryFactors = List.copyOf(memoryFactors);
        overheads.forEach(overhead -> Check.notNegative(overhead, "overhead"));
        memoryFactors.forEach(factor -> Check.within(factor, 0, ABSURD_FACTOR, "memoryFactor"));
    }

    /** Returns what to assume before anything was seen. */
    public static Calibration prior() {
        return new Calibration(FixedCosts.PRIOR, List.of(), List.of(), List.of(), List.of());
    }

    /**
     * Returns this calibration with one more migration taken into account.
     *
     * <p>Its fixed costs always count. Its rate is that of its path if it was alone and not limited. Its data counts
     * against what its profile leads to expect at the rate that it had, unless it did not converge there.
     */
    public Calibration updatedWith(Observation seen) {
        boolean tellsRate = seen.concurrent() == 1 && !seen.rateLimited();
        return new Calibration(
                assumedCosts,
                tellsRate ? pathsWith(seen) : paths,
                links,
                appended(overheads, seen.overhead()),
                factorOf(seen).map(factor -> appended(memoryFactors, factor)).orElse(memoryFactors));
    }

    /** Returns this calibration with a whole run taken into account. */
    public Calibration updatedWith(RunObservations run) {
        Calibration updated = this;
        for (Observation seen : run.migrations()) {
            updated = updated.updatedWith(seen);
        }
        for (LinkObservation seen : run.links()) {
            updated = updated.updatedWith(seen);
        }
        return updated;
    }

    private Calibration updatedWith(LinkObservation seen) {
        List<LinkRates> changed = withRate(
                links,
                known -> known.link().equals(seen.link()),
                LinkRates::rates,
                seen.rate(),
                rates -> new LinkRates(seen.link(), rates));
        return new Calibration(assumedCosts, paths, changed, overheads, memoryFactors);
    }

    /** Returns this calibration without any rate: for a network that has them already. */
    public Calibration withoutRates() {
        return new Calibration(assumedCosts, List.of(), List.of(), overheads, memoryFactors);
    }

    private List<PathRates> pathsWith(Observation seen) {
        return withRate(
                paths,
                known -> known.from().equals(seen.from()) && known.to().equals(seen.to()),
                PathRates::rates,
                seen.meanRate(),
                rates -> new PathRates(seen.from(), seen.to(), rates));
    }

    /** Returns {@code all} with one more rate of the one that {@code isSeen} picks, or with a new one; it comes last. */
    private static <T> List<T> withRate(
            List<T> all,
            Predicate<T> isSeen,
            Function<T, List<DataRate>> ratesOf,
            DataRate rate,
            Function<List<DataRate>, T> withRates) {
        List<DataRate> before =
                all.stream().filter(isSeen).findFirst().map(ratesOf).orElse(List.of());
        List<T> changed = new ArrayList<>(all);
        changed.removeIf(isSeen);
        changed.add(withRates.apply(appended(before, rate)));
        return changed;
    }

    private static Optional<Double> factorOf(Observation seen) {
        MigrationEstimate expected = PreCopyEstimator.PRIOR.estimate(seen.vm(), seen.meanRate());
        double bytes = expected.bytes().p50().bytes();
        double factor = seen.sent().bytes() / bytes;
        boolean usable = expected.convergence().converges() && factor < ABSURD_FACTOR && factor > 1 / ABSURD_FACTOR;
        return usable ? Optional.of(factor) : Optional.empty();
    }

    private static <T> List<T> appended(List<T> before, T last) {
        List<T> all = new ArrayList<>(before);
        all.add(last);
        return all.subList(Math.max(0, all.size() - WINDOW), all.size());
    }

    /** Returns the fixed costs to expect: the median of those seen, divided in the prior's proportions. */
    public FixedCosts costs() {
        if (overheads.isEmpty()) {
            return assumedCosts;
        }
        double seen = Median.of(overheads.stream().mapToDouble(Seconds::of).toArray());
        double assumed = Seconds.of(assumedCosts.total());
        if (assumed == 0) {
            return new FixedCosts(Seconds.toDuration(seen), Duration.ZERO, Duration.ZERO);
        }
        double scale = seen / assumed;
        return new FixedCosts(
                Seconds.toDuration(scale * Seconds.of(assumedCosts.setUp())),
                Seconds.toDuration(scale * Seconds.of(assumedCosts.switchOver())),
                Seconds.toDuration(scale * Seconds.of(assumedCosts.cleanUp())));
    }

    /** Returns data sent / data expected, 1 before anything was seen. */
    public double memoryFactor() {
        return memoryFactors.isEmpty()
                ? 1
                : Median.of(
                        memoryFactors.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /**
     * Returns what to expect of a path of which nothing is known: the median rate of all paths seen, or else of all links
     * seen.
     */
    public Optional<DataRate> typicalRate() {
        List<DataRate> seen = paths.isEmpty()
                ? links.stream().map(LinkRates::rate).toList()
                : paths.stream().map(PathRates::rate).toList();
        return seen.isEmpty() ? Optional.empty() : Optional.of(Median.of(seen));
    }

    /** Tells whether something is known of the way from one host to another: of that path, or of a link at its ends. */
    public boolean knows(String from, String to) {
        return paths.stream()
                        .anyMatch(path -> path.from().equals(from) && path.to().equals(to))
                || links.stream()
                        .map(LinkRates::link)
                        .anyMatch(link ->
                                link.equals(NetworkProfile.upLink(from)) || link.equals(NetworkProfile.downLink(to)));
    }

    /** Returns the estimator with the learned fixed costs. */
    public PreCopyEstimator estimator() {
        return new PreCopyEstimator(costs(), Spread.PRIOR);
    }

    /** Returns the VM with its used memory corrected by {@link #memoryFactor()}, at most its configured memory. */
    public VmProfile apply(VmProfile vm) {
        return vm.withUsedMemory(DataSize.ofBytes((long) (vm.usedMemory().bytes() * memoryFactor())));
    }

    /**
     * Returns the network with what was learned about its paths: a seen path gets its rate as stream cap, and a link's
     * capacity becomes the fastest rate seen over it, of single migrations or of several together. Single migrations cannot tell a narrow link from a slow stream; a
     * narrow link is the cautious answer, as it never promises to several together more than one was seen to get. Paths
     * between hosts that the network does not have are ignored.
     */
    public NetworkProfile apply(NetworkProfile network) {
        Map<String, DataRate> fastest = new HashMap<>();
        links.forEach(seen -> fastest.put(seen.link(), seen.rate()));
        NetworkProfile result = network;
        for (PathRates seen : paths) {
            if (!network.hosts().contains(seen.from()) || !network.hosts().contains(seen.to())) {
                continue;
            }
            Path path = network.path(seen.from(), seen.to());
            for (Link link : path.links()) {
                fastest.merge(link.name(), seen.rate(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
            }
            result = result.withStreamCap(seen.from(), seen.to(), seen.rate());
        }
        return result.withCapacities(link -> fastest.getOrDefault(link.name(), link.capacity()));
    }
}
