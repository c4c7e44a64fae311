package io.vacate.model.live;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.WayOut;
import io.vacate.model.internal.Seconds;
import io.vacate.model.live.Verdict.Advice;
import io.vacate.model.live.Verdict.Advice.MoreBandwidth;
import io.vacate.model.live.Verdict.Advice.PostCopy;
import io.vacate.model.live.Verdict.Advice.RaiseDowntimeLimit;
import io.vacate.model.live.Verdict.Advice.StopAndCopy;
import io.vacate.model.live.Verdict.Advice.Throttle;
import io.vacate.model.live.Verdict.Converges;
import io.vacate.model.live.Verdict.DoesNotConverge;
import io.vacate.model.live.Verdict.FixedPoint;
import io.vacate.model.live.Verdict.Undecided;
import io.vacate.model.profile.FixedCosts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Says whether a pre-copy will end by itself: how much faster or slower the guest could rewrite its memory until that
 * changes, against how surely its curve is known there. Belongs to one thread.
 */
final class ConvergenceJudge {
    /** The dirty-sync by which there is a verdict: two rounds have ended. */
    private static final int DECIDING_ROUNDS = 2;

    /** What to be sure of to speak earlier, or to say the opposite of what was said. */
    private static final double SURE = 0.97;

    private static final double OVERTURNING = 0.9;

    /** How well D is known where rounds were seen: after two, and after many. */
    private static final double SPREAD_SEEN = 0.1;

    private static final double LEAST_SPREAD_SEEN = 0.06;

    /** How much less is known for each unit of ln τ below the shortest round seen; with one round no slope is known. */
    private static final double SPREAD_BELOW = 0.08;

    private static final double SPREAD_BELOW_ONE_ROUND = 0.15;
    private static final double BUDGET_MARGIN = 1.3;
    private static final double MARGIN = 1.1;
    private static final double LIMIT_MARGIN = 1.25;
    private static final double WIDEST_FACTOR = Math.log(30);
    private static final int HALVINGS = 12;
    private static final int RAISES = 6;

    private final FixedCosts costs;
    private Verdict last = new Undecided(0);

    ConvergenceJudge(FixedCosts costs) {
        this.costs = costs;
    }

    Verdict last() {
        return last;
    }

    /**
     * Judges anew, after a round has ended.
     *
     * @param elapsed seconds since the request
     * @param ahead the rates being as foreseen
     * @param unshared the links being its own from now on
     * @param most most that this migration can be given, in B/s
     */
    Verdict judge(double elapsed, CurveFit curve, RunAhead ahead, RunAhead unshared, double most) {
        double critical = criticalFactor(curve::bytesWithin, ahead);
        double below = curve.extrapolation(ahead.rules().shortestRound());
        int ended = ahead.standing().rounds();
        double spread = ended >= DECIDING_ROUNDS ? SPREAD_BELOW : SPREAD_BELOW_ONE_ROUND;
        double seen = Math.max(
                LEAST_SPREAD_SEEN,
                SPREAD_SEEN * Math.sqrt(DECIDING_ROUNDS / (double) Math.max(DECIDING_ROUNDS, ended)));
        double converging = Normal.below(Math.log(critical) / Math.hypot(seen, spread * below));
        // An alarm is only sure if neither shorter rounds than were seen nor a link of its own could prove it wrong,
        // and it
        // is not a close race with the budget.
        double atMost = Normal.below(
                Math.log(criticalFactor(curve::leastWithin, unshared.withMoreBudget(BUDGET_MARGIN))) / seen);
        last = decide(elapsed, curve, ahead, critical, converging, Math.max(converging, atMost), most);
        return last;
    }

    private Verdict decide(
            double elapsed,
            CurveFit curve,
            RunAhead ahead,
            double critical,
            double converging,
            double convergingAtMost,
            double most) {
        int ended = ahead.standing().rounds();
        boolean isEnding = converging >= needed();
        double probability = isEnding ? converging : 1 - converging;
        if (ended < DECIDING_ROUNDS && probability < SURE) {
            return new Undecided(ended);
        }
        RunAhead.Outcome outcome = ahead.with(curve::bytesWithin);
        if (isEnding) {
            return new Converges(Math.max(0.5, probability), outcome.rounds());
        }
        FixedPoint point =
                new FixedPoint(Seconds.toDuration(outcome.roundSeconds()), DataSize.ofBytes((long) outcome.rest()));
        List<Advice> advice = advice(elapsed, curve, ahead, critical, outcome, most);
        return new DoesNotConverge(Math.max(0.5, 1 - convergingAtMost), point, advice);
    }

    private double needed() {
        if (last instanceof Converges) {
            return 1 - OVERTURNING;
        }
        return last instanceof DoesNotConverge ? OVERTURNING : 0.5;
    }

    /** Returns the factor on D at which the migration just converges: above 1 if it does as it is. */
    private static double criticalFactor(DoubleUnaryOperator dirty, RunAhead ahead) {
        double low = -WIDEST_FACTOR;
        double high = WIDEST_FACTOR;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (scaled(dirty, ahead, Math.exp(middle)).ended()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp((low + high) / 2);
    }

    private static RunAhead.Outcome scaled(DoubleUnaryOperator dirty, RunAhead ahead, double factor) {
        return ahead.with(seconds -> factor * dirty.applyAsDouble(seconds));
    }

    private List<Advice> advice(
            double elapsed, CurveFit curve, RunAhead ahead, double critical, RunAhead.Outcome stuck, double most) {
        List<Advice> all = new ArrayList<>();
        double pause = stuck.restSeconds();
        double limit = LIMIT_MARGIN
                * Math.max(stuck.rest() / ahead.rates().last(), ahead.rules().limitSeconds());
        all.add(new RaiseDowntimeLimit(
                Seconds.toDuration(Math.ceil(limit * 1e3) / 1e3),
                price(elapsed, stuck.steadySeconds() + pause, pause)));
        moreBandwidth(elapsed, curve, ahead, critical, most).ifPresent(all::add);
        throttle(elapsed, curve, ahead, critical).ifPresent(all::add);
        double once = ahead.rates().timeFor(ahead.standing().rest(), 0);
        all.add(new PostCopy(price(elapsed, once, 0)));
        all.add(new StopAndCopy(price(elapsed, once, once)));
        all.sort(Comparator.comparing(advice -> advice.price().totalTime()));
        return all;
    }

    /** The link may not have as much as it would take: then this is no way out. */
    private Optional<Advice> moreBandwidth(
            double elapsed, CurveFit curve, RunAhead ahead, double critical, double most) {
        double rate = ahead.rates().last() * MARGIN / critical;
        for (int i = 0; i < RAISES && rate <= most; i++) {
            RunAhead.Outcome outcome = ahead.at(rate).with(curve::bytesWithin);
            if (outcome.ended()) {
                return Optional.of(new MoreBandwidth(
                        DataRate.ofBytesPerSecond((long) rate),
                        price(elapsed, outcome.seconds(), outcome.restSeconds())));
            }
            rate *= MARGIN;
        }
        return Optional.empty();
    }

    private Optional<Advice> throttle(double elapsed, CurveFit curve, RunAhead ahead, double critical) {
        int percent = (int) Math.ceil(100 * (1 - critical / MARGIN));
        if (percent < 1 || percent > 99) {
            return Optional.empty();
        }
        RunAhead.Outcome outcome = scaled(curve::bytesWithin, ahead, 1 - percent / 100.0);
        return outcome.ended()
                ? Optional.of(new Throttle(percent, price(elapsed, outcome.seconds(), outcome.restSeconds())))
                : Optional.empty();
    }

    private WayOut price(double elapsed, double seconds, double pause) {
        double fixed = Seconds.of(costs.switchOver()) + Seconds.of(costs.cleanUp());
        return new WayOut(
                Seconds.toDuration(elapsed + seconds + fixed),
                Seconds.toDuration(pause + Seconds.of(costs.switchOver())));
    }
}
