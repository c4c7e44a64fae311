package io.vacate.model.live;

import io.vacate.api.migration.MigrationMode;
import io.vacate.api.migration.MigrationMode.Trigger;
import io.vacate.api.migration.MigrationProgress;
import io.vacate.api.migration.MigrationState;
import io.vacate.api.unit.DataSize;
import io.vacate.model.internal.Seconds;
import io.vacate.model.live.LiveEstimate.TimeInterval;
import io.vacate.model.profile.RoundRule;
import io.vacate.model.rounds.PreCopy;
import io.vacate.model.rounds.PreCopyRounds.Standing;
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
    private final RateMeter meter;
    private final RoundTracker tracker = new RoundTracker();
    private final ConvergenceJudge judge;
    private double limitSeconds;
    private double idleUntil = Double.NaN;
    private int presentLoadFrom;
    private boolean otherBefore;
    private @Nullable List<TimeInterval> told;
    private @Nullable CurveFit seen;

    CopyForecast(LiveKnowledge known) {
        this.known = known;
        meter = new RateMeter(known.rate(), known.isSeen());
        judge = new ConvergenceJudge(known.costs());
        limitSeconds = known.downtimeLimitSeconds();
    }

    void downtimeLimit(Duration limit) {
        limitSeconds = Seconds.of(limit);
    }

    /**
     * Takes note of who shares the links from now on: a rate that changes with it is believed at once. With those of the first
     * time the rate was expected that was known before.
     */
    void others(List<TimeInterval> sending) {
        int now = RateOutlook.sharers(sending, 0);
        int before = told == null ? now : RateOutlook.sharers(told, 0);
        if (now != before && meter.isRunning()) {
            meter.restartAt(Math.min(known.capacity(), meter.rate() * before / now));
        }
        told = List.copyOf(sending);
    }

    private List<TimeInterval> others() {
        return told == null ? List.of() : told;
    }

    Verdict verdict() {
        return judge.last();
    }

    List<RoundTracker.Round> rounds() {
        return tracker.rounds();
    }

    /** Returns the bytes of the first round, if they were seen. */
    Optional<DataSize> firstRound() {
        double bytes = tracker.firstRound();
        return bytes > 0 ? Optional.of(DataSize.ofBytes((long) bytes)) : Optional.empty();
    }

    /** Tells whether the memory in use is known, from before or because the first round is over. */
    boolean knowsMemory() {
        return known.usedMemory().isPresent() || tracker.ended() > 0;
    }

    /** Returns the seconds that it takes from its first byte, by what was known before. */
    double fromStart() {
        double used = used(0);
        return isSentOnce() ? used / meter.rate() : inRounds(used, 0, 0, new Memory(0, 0, used, 0, 0));
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
        double rounds = inRounds(left, tracker.sinceSync(time), time, memory);
        return new Forecast(disks + rounds, disks + left / meter.rate());
    }

    private boolean isSentOnce() {
        return known.mode() instanceof MigrationMode.StopAndCopy;
    }

    private void measure(double time, Memory memory, boolean arrived, @Nullable MigrationProgress before) {
        if (arrived && before != null && before.state() != MigrationState.POST_COPY) {
            meter.restart(known.isLimited() ? known.capacity() : meter.rate());
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
        double dirtyRate =
                sample.dirtyRate().map(rate -> (double) rate.bytesPerSecond()).orElse(Double.NaN);
        double kept = known.rounds() == RoundRule.UNTIL_FITS ? meter.rate() * limitSeconds : 0;
        boolean ended =
                tracker.add(time, sample.iteration(), memory.sent(), memory.left(), dirtyRate, meter.rate(), kept);
        if (before == null) {
            tracker.beganAt(Math.min(time, setUp()));
        }
        if (ended && !tracker.rounds().isEmpty()) {
            noticeOtherLoad(seen);
            seen = fit();
            double age = tracker.sinceSync(time);
            RunAhead ahead = ahead(seen, left(memory), age, time, memory.sent(), memory.total());
            judge.judge(
                    time,
                    seen,
                    ahead,
                    ahead.at(Math.max(unshared(), ahead.rates().last())),
                    most());
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

    private double inRounds(double left, double age, double time, Memory memory) {
        CurveFit curve = seen == null ? fit() : seen;
        RunAhead.Outcome outcome =
                ahead(curve, left, age, time, memory.sent(), memory.total()).with(curve::bytesWithin);
        // Before it is said that there is no end, the time is until the rounds no longer shrink.
        return outcome.ended() || judge.last().isSureAlarm()
                ? outcome.seconds()
                : outcome.steadySeconds() + outcome.restSeconds();
    }

    private CurveFit fit() {
        double rate = meter.rate();
        double used = Math.max(used(0), rate);
        LogCurve usual = LogCurve.power(used / rate, USUAL_REWRITTEN * used, CurveFit.USUAL_EXPONENT);
        List<RoundTracker.Round> rounds = tracker.rounds();
        return new CurveFit(
                rounds.subList(Math.min(presentLoadFrom, rounds.size()), rounds.size()),
                known.dirty().map(LogCurve::of),
                usual);
    }

    private RunAhead ahead(CurveFit curve, double left, double age, double time, double sent, double total) {
        double rate = meter.rate();
        double first = Math.max(used(sent), rate);
        double budget = known.sendBudget().map(CopyForecast::bytes).orElse(PreCopy.SEND_BUDGET * first);
        double most = total > 0 ? total : Double.POSITIVE_INFINITY;
        PreCopy rules = new PreCopy(
                known.rounds(),
                limitSeconds,
                known.isLimited() ? PreCopy.LOOK_SECONDS_LIMITED : PreCopy.LOOK_SECONDS,
                budget,
                curve::bytesWithin,
                Math.min(most, curve.bytesWithin(Math.max(WORKING_SET_SECONDS, first / rate))),
                known.autoConverge(),
                leave());
        Standing now = new Standing(left, age, tracker.ended(), time, sent);
        double lastCopyRate = known.isLimited() ? known.capacity() : 0;
        return new RunAhead(rules, now, outlook(rate), lastCopyRate);
    }

    /** A migration that has a limit of its own gets no faster when others end. */
    private RateOutlook outlook(double rate) {
        return known.isLimited() ? RateOutlook.constant(rate) : RateOutlook.of(rate, known.capacity(), others());
    }

    /** Returns most that this migration can be given: without its own limit, and with the parts of those that share now. */
    private double most() {
        return known.isLimited() ? known.capacity() : unshared();
    }

    /** Returns what it gets without others. */
    private double unshared() {
        double all = meter.rate() * RateOutlook.sharers(others(), 0);
        return known.isLimited() ? meter.rate() : Math.min(known.capacity(), all);
    }

    private PreCopy.Leave leave() {
        Trigger trigger =
                known.mode() instanceof MigrationMode.PostCopy postCopy ? postCopy.trigger() : new Trigger.OnRequest();
        if (trigger instanceof Trigger.Immediately) {
            return new PreCopy.Leave(0, Double.POSITIVE_INFINITY);
        }
        if (trigger instanceof Trigger.AfterTime after) {
            return new PreCopy.Leave(Integer.MAX_VALUE, Seconds.of(after.time()));
        }
        return trigger instanceof Trigger.AfterIterations after
                ? new PreCopy.Leave(Math.max(1, after.iterations()), Double.POSITIVE_INFINITY)
                : PreCopy.Leave.NEVER;
    }

    private static double bytes(DataSize size) {
        return size.bytes();
    }
}
