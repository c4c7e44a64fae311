package io.vacate.model.live;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.MigrationEstimator;
import io.vacate.model.internal.Seconds;
import io.vacate.model.live.ConvergenceJudge.Standing;
import io.vacate.model.profile.RoundRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long the copying of memory, and of disks before it, will still take: in rounds, or each page once. Fixed costs are not
 * in it. Belongs to one thread.
 */
final class CopyForecast {
    /** A VM of which nothing is known rewrites so much of its memory in the first round. */
    private static final double USUAL_REWRITTEN = 0.1;

    /** A working set is looked for within a minute or the first round, whichever is longer. */
    private static final double WORKING_SET_SECONDS = 60;

    /** A round that rewrote more or less than expected by this, in ln D, shows another load than those before it. */
    private static final double OTHER_LOAD = Math.log(1.8);

    private static final double TELLING_ROUND_SECONDS = 1;

    private final LiveKnowledge known;
    private final CurveFit.Candidates candidates;
    private final RateMeter meter;
    private final RoundTracker tracker = new RoundTracker();
    private final ConvergenceJudge judge;
    private double limitSeconds;
    private double idleUntil = Double.NaN;
    private int presentLoadFrom;
    private boolean otherBefore;
    private @Nullable CurveFit seen;

    CopyForecast(LiveKnowledge known) {
        this.known = known;
        candidates = new CurveFit.Candidates(known);
        meter = new RateMeter(bytes(known.pathRate()));
        judge = new ConvergenceJudge(known.costs());
        limitSeconds = Seconds.of(known.downtimeLimit());
    }

    void downtimeLimit(Duration limit) {
        limitSeconds = Seconds.of(limit);
    }

    Verdict verdict() {
        return judge.last();
    }

    List<RoundTracker.Round> rounds() {
        return tracker.rounds();
    }

    /** Tells whether the memory in use is known, from before or because the first round is over. */
    boolean knowsMemory() {
        return known.usedMemory().isPresent() || tracker.ended() > 0;
    }

    /** Returns the seconds that it takes from its first byte, by what was known before. */
    double fromStart() {
        double used = used(0);
        return isSentOnce() ? used / meter.rate() : inRounds(used, 0, 0, 0);
    }

    /** Takes note that nothing was sent until {@code elapsed}. */
    void prepares(Duration elapsed) {
        idleUntil = Seconds.of(elapsed);
    }

    /**
     * What a sample tells.
     *
     * @param seconds expected until all is copied
     * @param once seconds that it takes to send what is left, nothing of it again; never 0 but with {@code seconds}
     */
    record Forecast(double seconds, double once) {}

    /**
     * Takes a sample that tells of bytes.
     *
     * @param before the sample before it, null for the first
     */
    Forecast take(MigrationProgress sample, @Nullable MigrationProgress before) {
        double time = Seconds.of(sample.elapsed());
        Memory memory = Memory.of(sample);
        boolean arrived = sample.state() == MigrationState.POST_COPY;
        measure(time, memory, arrived, before);
        double disks = memory.disksLeft() / meter.rate();
        if (arrived || isSentOnce()) {
            double once = disks + left(memory) / meter.rate();
            return new Forecast(once, once);
        }
        follow(sample, memory, time, before);
        double left = memory.total() > 0 ? left(memory) : used(0);
        double rounds = inRounds(left, tracker.sinceSync(time), time, memory.sent());
        return new Forecast(disks + rounds, disks + left / meter.rate());
    }

    private boolean isSentOnce() {
        return known.mode() instanceof MigrationMode.StopAndCopy;
    }

    private void measure(double time, Memory memory, boolean arrived, @Nullable MigrationProgress before) {
        if (arrived && before != null && before.state() != MigrationState.POST_COPY) {
            meter.restart(lastCopyRate());
            meter.begin(Seconds.of(before.elapsed()), Memory.of(before).allSent());
        }
        if (memory.allSent() > 0) {
            meter.begin(Double.isNaN(idleUntil) ? Math.min(time / 2, setUp()) : idleUntil, 0);
            meter.add(time, memory.allSent());
        } else {
            idleUntil = time;
        }
    }

    private void follow(MigrationProgress sample, Memory memory, double time, @Nullable MigrationProgress before) {
        double dirtyRate = sample.dirtyRate().map(CopyForecast::bytes).orElse(Double.NaN);
        double kept = known.rounds() == RoundRule.UNTIL_FITS ? meter.rate() * limitSeconds : 0;
        boolean ended =
                tracker.add(time, sample.iteration(), memory.sent(), memory.left(), dirtyRate, meter.rate(), kept);
        if (before == null) {
            tracker.beganAt(Math.min(time, setUp()));
        }
        if (ended && !tracker.rounds().isEmpty()) {
            noticeOtherLoad(seen);
            seen = fit();
            Standing now = new Standing(time, left(memory), tracker.sinceSync(time), tracker.ended());
            judge.judge(now, seen, ahead(seen, memory.sent()));
        }
    }

    private void noticeOtherLoad(@Nullable CurveFit before) {
        int newest = tracker.rounds().size() - 1;
        RoundTracker.Round round = tracker.rounds().get(newest);
        if (before == null || newest <= presentLoadFrom || !before.covers(round.seconds())) {
            return;
        }
        double ratio = Math.max(1, round.rewritten()) / Math.max(1, before.bytesWithin(round.seconds()));
        boolean isOther = Math.abs(Math.log(ratio)) > OTHER_LOAD;
        // Short rounds are noisy: one of them tells nothing.
        if (isOther && (otherBefore || round.seconds() > TELLING_ROUND_SECONDS)) {
            presentLoadFrom = newest;
        }
        otherBefore = isOther;
    }

    private double setUp() {
        return Seconds.of(known.costs().setUp());
    }

    private double left(Memory memory) {
        return tracker.ended() > 0
                ? memory.left()
                : MemoryLeft.inFirstRound(used(Double.NaN), memory.total(), memory.sent(), memory.left());
    }

    private double used(double otherwise) {
        return known.usedMemory().map(CopyForecast::bytes).orElse(otherwise);
    }

    private double inRounds(double left, double sinceSync, double time, double sent) {
        CurveFit curve = seen == null ? fit() : seen;
        RunAhead ahead = ahead(curve, sent);
        RunAhead.Outcome outcome = ahead.from(
                left, sinceSync, curve::bytesWithin, known.autoConverge().orElse(null), change(time));
        // Before it is said that there is no end, the time is until the rounds no longer shrink.
        return outcome.ended() || judge.last().isAlarm()
                ? outcome.seconds()
                : outcome.steadySeconds() + outcome.rest() / ahead.lastCopyRate();
    }

    private CurveFit fit() {
        double rate = meter.rate();
        double used = Math.max(used(0), rate);
        LogCurve usual = LogCurve.power(used / rate, USUAL_REWRITTEN * used, CurveFit.USUAL_EXPONENT);
        List<RoundTracker.Round> rounds = tracker.rounds();
        return new CurveFit(rounds.subList(Math.min(presentLoadFrom, rounds.size()), rounds.size()), candidates, usual);
    }

    private RunAhead ahead(CurveFit curve, double sent) {
        double rate = meter.rate();
        double first = Math.max(used(sent), rate);
        double budget = known.sendBudget().map(CopyForecast::bytes).orElse(MigrationEstimator.SEND_BUDGET * first);
        double workingSet = curve.bytesWithin(Math.max(WORKING_SET_SECONDS, first / rate));
        return new RunAhead(
                known.rounds(), rate, limitSeconds, Math.max(rate, lastCopyRate()), budget - sent, workingSet);
    }

    private double lastCopyRate() {
        return known.lastCopyRate().map(CopyForecast::bytes).orElseGet(meter::rate);
    }

    private RunAhead.Switch change(double time) {
        Optional<Trigger> trigger = known.mode() instanceof MigrationMode.PostCopy postCopy
                ? Optional.of(postCopy.trigger())
                : Optional.empty();
        return trigger.map(value -> change(value, time)).orElse(RunAhead.Switch.NEVER);
    }

    private RunAhead.Switch change(Trigger trigger, double time) {
        if (trigger instanceof Trigger.Immediately) {
            return RunAhead.Switch.after(0);
        }
        if (trigger instanceof Trigger.AfterTime after) {
            return RunAhead.Switch.after(Math.max(0, Seconds.of(after.time()) - time));
        }
        return trigger instanceof Trigger.AfterIterations after
                ? RunAhead.Switch.afterRounds(Math.max(1, after.iterations() - tracker.ended()))
                : RunAhead.Switch.NEVER;
    }

    private static double bytes(DataSize size) {
        return size.bytes();
    }

    private static double bytes(DataRate rate) {
        return rate.bytesPerSecond();
    }
}
