package io.vacate.model.plan.lanes;

import io.vacate.api.migration.Compression;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.internal.Seconds;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.Link;
import io.vacate.model.profile.ModeKind;
import io.vacate.model.simulation.MigrationEstimator;
import io.vacate.model.simulation.SimulatedJob;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A time that no order of jobs can end before: the longest job alone; and, for each link, all that must cross it at its
 * capacity, after the first set-up and before the last clean-up. What a job sends alone is the least that it can send:
 * sharing only slows its rounds.
 *
 * @param time as modelled
 * @param reason what sets it, for people
 */
public record LoadBound(Duration time, String reason) {
    /**
     * Finds the bound.
     *
     * @param estimator fixed costs
     * @param jobs the jobs
     * @param alone each one's estimate alone
     * @param limits before which they do not start, and what comes after
     */
    public static LoadBound of(
            MigrationEstimator estimator,
            List<SimulatedJob> jobs,
            List<MigrationEstimate> alone,
            LaneProblem.Limits limits) {
        LoadBound best = new LoadBound(Duration.ZERO, "nothing to move");
        Map<Link, Load> loads = new LinkedHashMap<>();
        for (int job = 0; job < jobs.size(); job++) {
            MigrationEstimate estimate = alone.get(job);
            double before = limits.notBefore()[job];
            double after = limits.tail()[job];
            best = best.max(
                    before + Seconds.of(estimate.terms().total()) + after,
                    "VM '%s' alone".formatted(jobs.get(job).vm().name()));
            Load own = load(estimator, jobs.get(job), estimate).within(before, after);
            jobs.get(job).path().links().forEach(link -> loads.merge(link, own, Load::and));
        }
        for (Map.Entry<Link, Load> entry : loads.entrySet()) {
            Load load = entry.getValue();
            Link link = entry.getKey();
            best = best.max(
                    load.before() + load.bytes() / link.capacity().bytesPerSecond() + load.after(),
                    "link '%s' carries %s".formatted(link.name(), DataSize.ofBytes((long) load.bytes())));
        }
        return best;
    }

    private LoadBound max(double seconds, String why) {
        return Seconds.of(time) >= seconds ? this : new LoadBound(Seconds.toDuration(seconds), why);
    }

    /** What must cross a link, and the seconds without data before the first byte and after the last, at the least. */
    private record Load(double before, double bytes, double after) {
        Load and(Load other) {
            return new Load(Math.min(before, other.before), bytes + other.bytes, Math.min(after, other.after));
        }

        Load within(double head, double tail) {
            return new Load(head + before, bytes, after + tail);
        }
    }

    private static Load load(MigrationEstimator estimator, SimulatedJob job, MigrationEstimate estimate) {
        MigrationMode mode = job.tuning().mode();
        FixedCosts costs = estimator.hypervisor().costs(ModeKind.of(mode));
        double setUp = Seconds.of(costs.setUp());
        double switchOver = Seconds.of(costs.switchOver());
        double cleanUp = Seconds.of(costs.cleanUp());
        double least = leastBytes(job, estimate);
        if (mode instanceof MigrationMode.SuspendCopyResume) {
            return new Load(setUp + switchOver / 2, least, switchOver / 2 + cleanUp);
        }
        boolean switchesBefore = mode instanceof MigrationMode.PostCopy;
        return new Load(setUp, least, (switchesBefore ? 0 : switchOver) + cleanUp);
    }

    /** Where slower rounds may end otherwise than by sending more, a move sends at least all of its memory once. */
    private static double leastBytes(SimulatedJob job, MigrationEstimate estimate) {
        Tuning tuning = job.tuning();
        boolean onlyGrows = tuning.mode() instanceof MigrationMode.PreCopy
                && tuning.autoConverge().isEmpty()
                && estimate.convergence().converges();
        if (onlyGrows) {
            return estimate.bytes().p50().bytes();
        }
        boolean isCompressed = tuning.compression()
                .filter(method -> method != Compression.XBZRLE)
                .isPresent();
        double ratio = isCompressed ? job.vm().compressibility().content() : 1;
        return ratio * job.vm().firstRound().bytes();
    }
}
