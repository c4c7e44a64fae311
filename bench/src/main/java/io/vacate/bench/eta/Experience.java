package io.vacate.bench.eta;

import io.vacate.api.migration.AutoConverge;
import io.vacate.api.migration.MigrationMode;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.calibrate.Calibration;
import io.vacate.model.calibrate.Observation;
import io.vacate.model.calibrate.RunObservations;
import io.vacate.model.estimate.MigrationEstimate;
import io.vacate.model.estimate.Tuning;
import io.vacate.model.live.LiveEstimator;
import io.vacate.model.live.LiveEstimator.Lesson;
import io.vacate.model.live.LiveKnowledge;
import io.vacate.model.profile.DirtyCurve;
import io.vacate.model.profile.FixedCosts;
import io.vacate.model.profile.HypervisorProfile;
import io.vacate.model.profile.NetworkProfile;
import io.vacate.model.profile.VmProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the product knows of a run: what is configured when it begins, and what its {@link Calibration} has learned from
 * earlier runs of the same scenario, which are migrations of the same VM under the same load.
 *
 * <p>The traces do not say what a profiler would have measured before; the learned memory and curve are all there is.
 */
final class Experience {
    /** QEMU's default. */
    private static final AutoConverge THROTTLE = new AutoConverge(20, 10);

    private static final FixedCosts NONE = new FixedCosts(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** QEMU's rules without fixed costs: the times of the traces are QEMU's own, which has none. */
    private static final HypervisorProfile QEMU = new HypervisorProfile(
            HypervisorProfile.textbook(NONE).costs(), Duration.ZERO, HypervisorProfile.PRIOR.rounds());

    private final List<TraceRun> runs;

    Experience(List<TraceRun> runs) {
        this.runs = runs;
    }

    /** Which earlier runs of its scenario a run is predicted with. */
    enum Earlier {
        NONE("first", 0),
        ONE("after one", 1),
        ALL_OTHERS("after others", Integer.MAX_VALUE);

        private final String text;
        private final int most;

        Earlier(String text, int most) {
            this.text = text;
            this.most = most;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Returns what is known of a run before it begins. */
    Predictor.Known before(TraceRun run, Earlier earlier) {
        List<TraceRun> same = runs.stream()
                .filter(other -> other.id().scenario().equals(run.id().scenario()))
                .filter(other -> !other.id().equals(run.id()))
                .toList();
        Calibration learned = Calibration.prior(QEMU);
        for (TraceRun other : same.subList(0, Math.min(same.size(), earlier.most))) {
            learned = learned.updatedWith(observe(other, learned));
        }
        double used = same.isEmpty() || earlier == Earlier.NONE
                ? Double.NaN
                : learned.apply(profile(run)).usedMemory().bytes();
        return new Predictor.Known(knowledge(run, learned), used, limit(run));
    }

    private static RunObservations observe(TraceRun run, Calibration before) {
        LiveEstimator estimator = new LiveEstimator(knowledge(run, before));
        run.samples().subList(0, run.rows().size() - 1).forEach(estimator::accept);
        Lesson lesson = estimator.lesson(vm(run), total(run));
        Observation seen = new Observation(
                profile(run),
                "source",
                "destination",
                tuning(run),
                total(run),
                Optional.of(DataSize.ofBytes((long) run.last().transferredBytes()))
                        .filter(sent -> !sent.isZero()),
                Optional.of(total(run)),
                1,
                Map.of());
        return new RunObservations(List.of(seen), List.of()).with(List.of(lesson));
    }

    private static LiveKnowledge knowledge(TraceRun run, Calibration learned) {
        var predictor = io.vacate.model.calibrate.Predictor.of(
                NetworkProfile.star(List.of("source", "destination"), rate(run)), learned);
        VmProfile vm = profile(run);
        MigrationEstimate estimate = predictor.estimate(
                new io.vacate.model.calibrate.Predictor.Job(vm, "source", "destination", tuning(run)));
        return LiveKnowledge.planned(
                        predictor.learned(vm),
                        predictor.network().path("source", "destination"),
                        tuning(run),
                        estimate.terms().rate(),
                        learned.hypervisor())
                .seen(learned.hasSeen(vm.id()))
                .expectedTotal(estimate.totalTime().p50())
                .residuals(learned.liveResiduals())
                .build();
    }

    private static Tuning tuning(TraceRun run) {
        Tuning mode = Tuning.of(
                run.kind() == TraceRun.Kind.PAUSED ? new MigrationMode.StopAndCopy() : new MigrationMode.PreCopy());
        Tuning limited = mode.limitedTo(rate(run));
        return run.isThrottled() ? limited.with(THROTTLE) : limited;
    }

    private static VmProfile profile(TraceRun run) {
        DataSize memory = DataSize.ofBytes((long) run.rows().get(0).totalBytes());
        return new VmProfile(vm(run), run.id().scenario(), memory, memory, DirtyCurve.idle(), limit(run));
    }

    private static VmId vm(TraceRun run) {
        return new VmId(UUID.nameUUIDFromBytes(run.id().scenario().getBytes(StandardCharsets.UTF_8)));
    }

    static Duration total(TraceRun run) {
        return Duration.ofNanos(Math.round(run.last().totalMillis() * 1e6));
    }

    /** Returns the rate of the first sample: what was set when the run began. */
    private static DataRate rate(TraceRun run) {
        return DataRate.ofBytesPerSecond(
                Math.max(1, Math.round(run.rows().get(0).bytesPerSecond())));
    }

    /** Returns the downtime limit, which QEMU reports as the expected downtime until it knows better. */
    static Duration limit(TraceRun run) {
        double millis = run.rows().get(0).expectedDowntimeMillis().orElse(0);
        return millis > 0 ? Duration.ofNanos(Math.round(millis * 1e6)) : LiveKnowledge.DEFAULT_DOWNTIME_LIMIT;
    }
}
