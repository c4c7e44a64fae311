package io.vacate.model.live;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataSize;
import io.vacate.api.vm.VmId;
import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import io.vacate.model.live.LiveEstimate.TimeInterval;
import io.vacate.model.live.Residuals.Residual;
import io.vacate.model.live.Verdict.Converges;
import io.vacate.model.profile.DirtyCurve.Point;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows one running migration: from each sample, how long it will still take, and whether it will ever end.
 *
 * <p>In the first round what counts is the memory that is not zero, as far as it is known. From then on the rounds give
 * points (τ, D) of the dirty curve; shapes of known curves tell what shorter rounds will find, and the rest of the migration
 * follows, run ahead as QEMU does it. Whether that ends is the verdict, from the third dirty-sync on; earlier where it is
 * clear. In the other modes each page is sent once, so what is left and the rate tell all.
 *
 * <p>Belongs to one thread at a time. An estimator is for one attempt: a retry needs a new one.
 */
public final class LiveEstimator {
    /** Share of a predicted total after which only what is seen counts. */
    private static final double TRUST_AFTER = 0.3;

    /**
     * Where earlier migrations have shown what the prediction was made of, it counts for so many seconds at least, as a second
     * or two of samples say little, but for this share of its total at most.
     */
    private static final double TRUST_AFTER_SECONDS = 6;

    private static final double TRUST_AFTER_MOST = 0.8;

    /** What is left of a migration that has outlived its prediction: this share of it, rather than nothing. */
    static final double OVERDUE_SHARE = 0.05;

    /** It is a close race where all that is left takes so many times as long as sending it once. */
    private static final double CLOSE_RACE = 3;

    private static final double LONGEST_SECONDS = 1e9;

    private final LiveKnowledge known;
    private final CopyForecast copy;
    private final PhaseForecast phases;
    private final Intervals intervals;
    private final EstimateTrack track = new EstimateTrack();
    private @Nullable MigrationProgress last;
    private @Nullable Duration switchingSince;

    /** Begins to follow a migration of which {@code known} was known before. */
    public LiveEstimator(LiveKnowledge known) {
        this.known = known;
        copy = new CopyForecast(known);
        phases = new PhaseForecast(known.phaseTimes());
        intervals = new Intervals(known);
    }

    /**
     * Tells that the downtime limit was changed while it runs.
     *
     * @throws IllegalArgumentException if {@code limit} is not positive; the limit stays as it was
     */
    public void downtimeLimit(Duration limit) {
        copy.downtimeLimit(Check.positive(limit, "downtimeLimit"));
    }

    /**
     * Takes the next sample.
     *
     * @return what is expected now
     * @throws IllegalArgumentException if time, bytes sent, round or state go back, compared with the sample before, or time
     *     or round are negative; the message names the field, and the sample is not taken
     */
    public LiveEstimate accept(MigrationProgress sample) {
        SampleOrder.check(last, sample);
        double remaining = Math.min(LONGEST_SECONDS, remaining(sample));
        last = sample;
        LiveEstimate estimate = intervals.around(sample.elapsed(), remaining, verdict(), copy.knowsMemory());
        track.add(estimate);
        return estimate;
    }

    private Verdict verdict() {
        boolean hasRounds =
                known.mode() instanceof MigrationMode.PreCopy || known.mode() instanceof MigrationMode.PostCopy;
        return hasRounds ? copy.verdict() : new Converges(1, 0);
    }

    /**
     * Tells who else sends over the links of this migration, for the samples to come: its rate will change when they end or
     * begin.
     *
     * @param sending when each of them sends, counted from the sample that comes next
     */
    public void others(List<TimeInterval> sending) {
        copy.others(sending);
    }

    /**
     * What one migration showed that later predictions can learn from.
     *
     * @param vm the VM
     * @param firstRound what its first round sent, where that was seen
     * @param rounds length of each round, and what the guest rewrote in it, oldest first; none where it was not left alone
     * @param residuals how far the estimates at ten points of its time were off
     */
    public record Lesson(VmId vm, Optional<DataSize> firstRound, List<Point> rounds, List<Residual> residuals) {
        /** Copies the lists. */
        public Lesson {
            rounds = List.copyOf(rounds);
            residuals = List.copyOf(residuals);
        }
    }

    /**
     * Returns what there is to learn, once the migration has ended well.
     *
     * @param total time from the request to the end, as the samples count it
     */
    public Lesson lesson(VmId vm, Duration total) {
        boolean isLeftAlone = known.autoConverge().isEmpty();
        List<Point> rounds = copy.rounds().stream()
                .filter(round -> isLeftAlone)
                .map(round ->
                        new Point(Seconds.toDuration(round.seconds()), DataSize.ofBytes((long) round.rewritten())))
                .toList();
        return new Lesson(vm, copy.firstRound(), rounds, track.residuals(total));
    }

    private double remaining(MigrationProgress sample) {
        if (sample.state().isFinal()) {
            return 0;
        }
        if (sample.state() == MigrationState.SWITCHING_OVER) {
            return cleaningUp(sample.elapsed());
        }
        if (known.mode() instanceof MigrationMode.SuspendCopyResume) {
            return known.phaseTimes().isEmpty() ? unseen(sample) : phases.remaining(sample);
        }
        if (sample.state() == MigrationState.PREPARING) {
            copy.prepares(sample.elapsed());
            return unseen(sample);
        }
        if (sample.remaining().isEmpty() || sample.transferred().isEmpty()) {
            return unseen(sample);
        }
        return trusted(sample, copy.take(sample, last));
    }

    private double ending() {
        return Seconds.of(known.costs().switchOver()) + Seconds.of(known.costs().cleanUp());
    }

    private double cleaningUp(Duration now) {
        if (switchingSince == null) {
            switchingSince = now;
        }
        return Math.max(0, Seconds.of(known.costs().cleanUp()) - Seconds.of(now.minus(switchingSince)));
    }

    /** Returns what is left by what was predicted, as nothing is to be seen. */
    private double unseen(MigrationProgress sample) {
        double expected = known.expectedTotal()
                .map(Seconds::of)
                .orElseGet(() -> Seconds.of(known.costs().setUp()) + copy.fromStart() + ending());
        return Math.max(expected - Seconds.of(sample.elapsed()), OVERDUE_SHARE * expected);
    }

    /**
     * Early samples are noisy, so an earlier prediction counts in the beginning and fades out. Where it is a close race
     * between rewriting and sending, and there is no verdict yet, it counts as well: the rate of the moment says little then,
     * while the earlier prediction knows who else sends now and will have ended.
     */
    private double trusted(MigrationProgress sample, CopyForecast.Forecast seen) {
        double expected = known.expectedTotal().map(Seconds::of).orElse(0.0);
        if (expected <= 0) {
            return seen.seconds() + ending();
        }
        boolean close = seen.seconds() > CLOSE_RACE * seen.once() && copy.verdict() instanceof Verdict.Undecided;
        double left = close ? Math.max(seen.once(), unseen(sample) - ending()) : seen.seconds();
        double elapsed = Seconds.of(sample.elapsed());
        double shorter = Math.min(expected, elapsed + left + ending());
        double after = known.isSeen()
                ? Math.min(TRUST_AFTER_MOST * shorter, Math.max(TRUST_AFTER * shorter, TRUST_AFTER_SECONDS))
                : TRUST_AFTER * shorter;
        double trust = Math.min(1, elapsed / after);
        return trust >= 1 ? left + ending() : trust * (left + ending()) + (1 - trust) * unseen(sample);
    }
}
