package io.vacate.bench.eta;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.bench.score.Median;
import io.vacate.model.live.LiveEstimator;
import io.vacate.model.live.LiveKnowledge;
import io.vacate.model.live.RoundCurve;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.DirtyCurve.Point;
import io.vacate.model.profile.FixedCosts;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the runs of a file teach about another one. Runs of the same scenario are earlier migrations of the same VM under
 * the same load: they teach its memory in use and its dirty curve. All others give shapes of curves, without a name.
 *
 * <p>What was configured when a run began is known: whether its guest was paused or may be throttled.
 */
final class Experience {
    /** QEMU's default. */
    private static final AutoConverge THROTTLE = new AutoConverge(20, 10);

    private static final double FIRST_ROUND_IS_OVER = 0.05;
    private static final FixedCosts NONE = new FixedCosts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final List<TraceRun> runs;
    private final Map<TraceRun.Id, List<Point>> rounds = new HashMap<>();

    Experience(List<TraceRun> runs) {
        this.runs = runs;
        runs.forEach(run -> rounds.put(run.id(), rounds(run)));
    }

    /** Which other runs may give their curves for a verdict. */
    enum Library {
        ALL_OTHER_RUNS("all other runs"),
        OTHER_SCENARIOS("runs of other scenarios"),
        NONE("no other run");

        private final String text;

        Library(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static List<Point> rounds(TraceRun run) {
        LiveEstimator estimator = new LiveEstimator(LiveKnowledge.builder(rate(run))
                .downtimeLimit(limit(run))
                .costs(NONE)
                .build());
        List<MigrationProgress> samples = run.samples();
        for (int i = 0; i < samples.size() - 1; i++) {
            TraceRow row = run.rows().get(i);
            // Neither of them shows what the guest does when it is let.
            if (row.isPostCopy() || row.throttlePercent().orElse(0) > 0) {
                break;
            }
            estimator.accept(samples.get(i));
        }
        return estimator.observedRounds();
    }

    /** Returns what is known of {@code run} for its remaining time: its VM's earlier migrations, and all curves. */
    LiveKnowledge.Builder forRemainingTime(TraceRun run, Set<TraceRun.Id> excluded) {
        List<TraceRun> same = runs.stream()
                .filter(other -> other.id().scenario().equals(run.id().scenario()))
                .filter(other -> !excluded.contains(other.id()))
                .toList();
        LiveKnowledge.Builder known = basics(run, same).library(curves(excluded, Optional.empty()));
        median(same.stream().map(Experience::usedBytes)).ifPresent(used -> known.usedMemory(size(used)));
        RoundCurve.through(same.stream()
                        .flatMap(other -> rounds.getOrDefault(other.id(), List.of()).stream())
                        .toList())
                .ifPresent(known::dirty);
        return known;
    }

    /** Returns what is known of {@code run} for its verdict: only shapes of curves, none of them marked as its own. */
    LiveKnowledge forVerdict(TraceRun run, Library library) {
        LiveKnowledge.Builder known = basics(run, List.of());
        if (library != Library.NONE) {
            Optional<String> without =
                    library == Library.OTHER_SCENARIOS ? Optional.of(run.id().scenario()) : Optional.empty();
            known.library(curves(Set.of(run.id()), without));
        }
        return known.build();
    }

    private LiveKnowledge.Builder basics(TraceRun run, List<TraceRun> same) {
        LiveKnowledge.Builder known =
                LiveKnowledge.builder(rate(run)).downtimeLimit(limit(run)).costs(NONE);
        if (run.kind() == TraceRun.Kind.PAUSED) {
            known.mode(new MigrationMode.StopAndCopy());
        }
        if (run.isThrottled()) {
            known.autoConverge(THROTTLE);
        }
        median(same.stream()
                        .map(Experience::lastRate)
                        .filter(OptionalDouble::isPresent)
                        .map(OptionalDouble::getAsDouble))
                .ifPresent(last -> known.lastCopyRate(DataRate.ofBytesPerSecond((long) Math.max(1, last))));
        return known;
    }

    private List<DirtyCurve> curves(Set<TraceRun.Id> excluded, Optional<String> withoutScenario) {
        return runs.stream()
                .map(TraceRun::id)
                .filter(id -> !excluded.contains(id))
                .filter(id -> withoutScenario.filter(id.scenario()::equals).isEmpty())
                .map(id -> RoundCurve.through(rounds.getOrDefault(id, List.of())))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Returns the rate of the first sample: what was set when the run began. */
    private static DataRate rate(TraceRun run) {
        return DataRate.ofBytesPerSecond(
                Math.max(1, Math.round(run.rows().get(0).bytesPerSecond())));
    }

    /** Returns the downtime limit, which QEMU reports as the expected downtime until it knows better. */
    private static Duration limit(TraceRun run) {
        double millis = run.rows().get(0).expectedDowntimeMillis().orElse(0);
        return millis > 0 ? Duration.ofNanos(Math.round(millis * 1e6)) : LiveKnowledge.DEFAULT_DOWNTIME_LIMIT;
    }

    /** Returns the memory that the first round sent, or that was sent at all where each page went once. */
    static double usedBytes(TraceRun run) {
        double used = run.last().normalPages() * TraceRow.PAGE_BYTES;
        for (TraceRow row : run.running()) {
            boolean nearlyOver = row.remainingBytes() < FIRST_ROUND_IS_OVER * row.totalBytes();
            if (row.syncs() == 1 && row.isPreCopy() && nearlyOver) {
                used = row.normalPages() * TraceRow.PAGE_BYTES + row.remainingBytes();
            }
        }
        return used;
    }

    /** Returns the rate of what was sent without the migration's limit: the copy during the downtime, or post-copy. */
    private static OptionalDouble lastRate(TraceRun run) {
        TraceRow before = run.rows().get(0);
        for (TraceRow row : run.running()) {
            if (row.isPreCopy()) {
                before = row;
            }
        }
        double seconds = run.totalSeconds() - before.seconds();
        double bytes = run.last().transferredBytes() - before.transferredBytes();
        return seconds > 0 && bytes > 0 ? OptionalDouble.of(bytes / seconds) : OptionalDouble.empty();
    }

    private static OptionalDouble median(Stream<Double> values) {
        List<Double> all = values.toList();
        return all.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Median.of(all));
    }

    private static DataSize size(double bytes) {
        return DataSize.ofBytes(Math.round(bytes));
    }
}
