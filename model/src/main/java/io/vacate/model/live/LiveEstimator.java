package io.vacate.model.live;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.migration.Phase;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.PreCopyEstimator;
import io.vacate.model.internal.Check;
import io.vacate.model.internal.Seconds;
import io.vacate.model.live.ConvergenceJudge.Standing;
import io.vacate.model.live.Verdict.Converges;
import io.vacate.model.profile.DirtyCurve.Point;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows one running migration: from each sample, how long it will still take, and whether it will ever end.
 *
 * <p>In the first round what counts is the memory that is not zero, as far as it is known. From then on the rounds give
 * points (τ, D) of the dirty curve; {@linkplain CurveFit shapes of known curves} tell what shorter rounds will find, and
 * {@linkplain RunAhead the rest of the migration} follows. Whether that ends is the verdict, from the third dirty-sync on;
 * earlier where it is clear. In the other modes each page is sent once, so what is left and the rate tell all.
 *
 * <p>Belongs to one thread at a time. An estimator is for one attempt: a retry needs a new one.
 */
public final class LiveEstimator {
    /** Share of a predicted total after which only what is seen counts. */
    private static final double TRUST_AFTER = 0.3;

    /** What is left of a migration that has outlived its prediction: this share of it, rather than nothing. */
    private static final double OVERDUE_SHARE = 0.05;

    /** A VM of which nothing is known rewrites so much of its memory in the first round. */
    private static final double USUAL_REWRITTEN = 0.1;

    private static final double LONGEST_SECONDS = 1e9;

    private final LiveKnowledge known;
    private final CurveFit.Candidates candidates;
    private final RateMeter meter;
    private final RoundTracker tracker = new RoundTracker();
    private final ConvergenceJudge judge;
    private final Intervals intervals;
    private Duration downtimeLimit;
    private @Nullable MigrationProgress last;
    private @Nullable CurveFit curve;
    private @Nullable Duration switchingSince;
    private @Nullable Phase phase;
    private Duration phaseSince = Duration.ZERO;

    /** Begins to follow a migration of which {@code known} was known before. */
    public LiveEstimator(LiveKnowledge known) {
        this.known = known;
        candidates = new CurveFit.Candidates(known);
        meter = new RateMeter(known.pathRate().bytesPerSecond());
        judge = new ConvergenceJudge(known.costs());
        intervals = new Intervals(known);
        downtimeLimit = known.downtimeLimit();
    }

    /**
     * Tells that the downtime limit was changed while it runs.
     *
     * @throws IllegalArgumentException if {@code limit} is not positive; the limit stays as it was
     */
    public void downtimeLimit(Duration limit) {
        downtimeLimit = Check.positive(limit, "downtimeLimit");
    }

    /**
     * Takes the next sample.
     *
     * @return what is expected now
     * @throws IllegalArgumentException if time, bytes sent, round or state go back, compared with the sample before, or the
     *     round is negative; the message names the field, and the sample is not taken
     */
    public LiveEstimate accept(MigrationProgress sample) {
        SampleOrder.check(last, sample);
        double remaining = Math.min(LONGEST_SECONDS, remaining(sample));
        last = sample;
        return intervals.around(sample.elapsed(), remaining, verdict(), curve != null);
    }

    private Verdict verdict() {
        return isPreCopy() ? judge.last() : new Converges(1, 0);
    }

    private boolean isPreCopy() {
        return known.mode() instanceof MigrationMode.PreCopy || known.mode() instanceof MigrationMode.PostCopy;
    }

    /** Returns the rounds seen so far, oldest first: what {@link RoundCurve} makes a curve for later migrations of. */
    public List<Point> observedRounds() {
        return tracker.rounds().stream()
                .map(round ->
                        new Point(Seconds.toDuration(round.seconds()), DataSize.ofBytes((long) round.rewritten())))
                .toList();
    }

    private double remaining(MigrationProgress sample) {
        if (sample.state().isFinal()) {
            return 0;
        }
        if (sample.state() == MigrationState.SWITCHING_OVER) {
            return cleaningUp(sample.elapsed());
        }
        if (known.mode() instanceof MigrationMode.SuspendCopyResume) {
            return phases(sample);
        }
        if (sample.state() == MigrationState.PREPARING
                || sample.remaining().isEmpty()
                || sample.transferred().isEmpty()) {
            return unseen(sample);
        }
        return trusted(sample, copying(sample, Memory.of(sample)) + ending());
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
        double elapsed = Seconds.of(sample.elapsed());
        double expected = known.expectedTotal().map(Seconds::of).orElseGet(this::predictedFromStart);
        return Math.max(expected - elapsed, OVERDUE_SHARE * expected);
    }

    private double predictedFromStart() {
        double used = known.usedMemory().map(size -> (double) size.bytes()).orElse(0.0);
        double sending = known.mode() instanceof MigrationMode.StopAndCopy
                ? used / meter.rate()
                : rounds(
                        used,
                        0,
                        MigrationProgress.builder(MigrationState.COPYING, Duration.ZERO)
                                .build());
        return Seconds.of(known.costs().setUp()) + sending + ending();
    }

    /** Early samples are noisy, so an earlier prediction counts in the beginning and fades out. */
    private double trusted(MigrationProgress sample, double seen) {
        double expected = known.expectedTotal().map(Seconds::of).orElse(0.0);
        double trust = expected <= 0 ? 1 : Math.min(1, Seconds.of(sample.elapsed()) / (TRUST_AFTER * expected));
        return trust * seen + (1 - trust) * unseen(sample);
    }

    private double phases(MigrationProgress sample) {
        Phase now = sample.phase().orElse(Phase.PREPARE);
        if (now != phase) {
            phase = now;
            phaseSince = sample.elapsed();
        }
        if (known.phaseTimes().isEmpty()) {
            return unseen(sample);
        }
        double left = 0;
        for (Phase each : List.of(Phase.PREPARE, Phase.SUSPEND, Phase.TRANSFER, Phase.RESUME, Phase.FINISH)) {
            double expected = known.phaseTimes().containsKey(each)
                    ? Seconds.of(known.phaseTimes().get(each))
                    : 0;
            if (each == now) {
                double spent = Seconds.of(sample.elapsed().minus(phaseSince));
                left += leftOfPhase(sample, each, Math.max(expected - spent, OVERDUE_SHARE * expected));
            } else if (each.compareTo(now) > 0 || (each == Phase.FINISH && now != Phase.FINISH)) {
                left += expected;
            }
        }
        return left;
    }

    private static double leftOfPhase(MigrationProgress sample, Phase phase, double expected) {
        double rate = sample.rate().map(DataRate::bytesPerSecond).orElse(0L);
        return phase == Phase.TRANSFER && rate > 0 && sample.remaining().isPresent()
                ? sample.remaining().get().bytes() / rate
                : expected;
    }

    private double copying(MigrationProgress sample, Memory memory) {
        double time = Seconds.of(sample.elapsed());
        boolean arrived = sample.state() == MigrationState.POST_COPY;
        if (arrived && last != null && last.state() != MigrationState.POST_COPY) {
            meter.restart(lastCopyRate());
            meter.begin(
                    Seconds.of(last.elapsed()),
                    last.transferred().orElse(DataSize.ZERO).bytes());
        }
        if (memory.allSent() > 0) {
            meter.begin(Math.min(time / 2, Seconds.of(known.costs().setUp())), 0);
            meter.add(time, memory.allSent());
        }
        double rate = meter.rate();
        double disks = memory.disksLeft() / rate;
        if (arrived || known.mode() instanceof MigrationMode.StopAndCopy) {
            return disks + left(memory) / rate;
        }
        track(sample, memory, time, rate);
        double left = memory.total() > 0
                ? left(memory)
                : known.usedMemory().map(DataSize::bytes).orElse(0L);
        double remaining = rounds(left, tracker.sinceSync(time), sample);
        return disks + remaining;
    }

    private void track(MigrationProgress sample, Memory memory, double time, double rate) {
        double threshold = rate * Seconds.of(downtimeLimit);
        if (last == null || last.iteration() == 0) {
            tracker.beganAt(Math.min(time, Seconds.of(known.costs().setUp())));
        }
        double dirtyRate =
                sample.dirtyRate().map(value -> (double) value.bytesPerSecond()).orElse(Double.NaN);
        boolean ended = tracker.add(time, sample.iteration(), memory.sent(), memory.left(), dirtyRate, rate, threshold);
        if (ended && !tracker.rounds().isEmpty()) {
            curve = fit();
            judge.judge(
                    new Standing(time, left(memory), tracker.sinceSync(time), tracker.ended()),
                    curve,
                    ahead(memory.sent()));
        }
    }

    private double left(Memory memory) {
        return tracker.ended() > 0
                ? memory.left()
                : MemoryLeft.inFirstRound(
                        known.usedMemory().map(size -> (double) size.bytes()).orElse(Double.NaN),
                        memory.total(),
                        memory.sent(),
                        memory.left());
    }

    private double rounds(double left, double sinceSync, MigrationProgress sample) {
        CurveFit fitted = curve == null ? fit() : curve;
        double sent = sample.transferred().orElse(DataSize.ZERO).bytes();
        RunAhead.Outcome outcome = ahead(sent)
                .from(left, sinceSync, fitted::bytesWithin, known.autoConverge().orElse(null), change(sample));
        // Before it is said that there is no end, the time is until the rounds no longer shrink.
        return outcome.ended() || judge.last().isAlarm()
                ? outcome.seconds()
                : outcome.steadySeconds() + outcome.rest() / lastCopyRate();
    }

    private CurveFit fit() {
        double used = known.usedMemory().map(size -> (double) size.bytes()).orElse(1e9);
        LogCurve usual =
                LogCurve.power(Math.max(1e-3, used / meter.rate()), USUAL_REWRITTEN * used, CurveFit.USUAL_EXPONENT);
        return new CurveFit(tracker.rounds(), candidates, usual);
    }

    private RunAhead ahead(double sent) {
        double rate = meter.rate();
        double first = known.usedMemory().map(size -> (double) size.bytes()).orElse(sent);
        double budget = known.sendBudget()
                .map(size -> (double) size.bytes())
                .orElse(PreCopyEstimator.SEND_BUDGET * Math.max(first, rate));
        CurveFit fitted = curve == null ? fit() : curve;
        double workingSet = fitted.bytesWithin(Math.max(60, first / rate));
        return new RunAhead(rate, Seconds.of(downtimeLimit), Math.max(rate, lastCopyRate()), budget - sent, workingSet);
    }

    private double lastCopyRate() {
        return known.lastCopyRate()
                .map(value -> (double) value.bytesPerSecond())
                .orElseGet(meter::rate);
    }

    private RunAhead.Switch change(MigrationProgress sample) {
        if (!(known.mode() instanceof MigrationMode.PostCopy postCopy)) {
            return RunAhead.Switch.NEVER;
        }
        if (postCopy.trigger() instanceof MigrationMode.Trigger.Immediately) {
            return new RunAhead.Switch(0, Integer.MAX_VALUE);
        }
        if (postCopy.trigger() instanceof MigrationMode.Trigger.AfterTime after) {
            double left = Seconds.of(after.time()) - Seconds.of(sample.elapsed());
            return new RunAhead.Switch(Math.max(0, left), Integer.MAX_VALUE);
        }
        if (postCopy.trigger() instanceof MigrationMode.Trigger.AfterIterations after) {
            return new RunAhead.Switch(Double.POSITIVE_INFINITY, Math.max(1, after.iterations() - tracker.ended()));
        }
        return RunAhead.Switch.NEVER;
    }
}
