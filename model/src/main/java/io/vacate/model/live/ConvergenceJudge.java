package io.vacate.model.live;

import io.vacate.api.unit.DataRate;
import io.vacate.api.unit.DataSize;
import io.vacate.model.estimate.WayOut;
import io.vacate.model.internal.Seconds;
import io.vacate.model.live.Advice.MoreBandwidth;
import io.vacate.model.live.Advice.PostCopy;
import io.vacate.model.live.Advice.RaiseDowntimeLimit;
import io.vacate.model.live.Advice.StopAndCopy;
import io.vacate.model.live.Advice.Throttle;
import io.vacate.model.live.Verdict.Converges;
import io.vacate.model.live.Verdict.DoesNotConverge;
import io.vacate.model.live.Verdict.FixedPoint;
import io.vacate.model.live.Verdict.Undecided;
import io.vacate.model.profile.FixedCosts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

    private static final double SPREAD_SEEN = 0.1;

    /** How much less is known for each unit of ln τ below the shortest round seen; with one round no slope is known. */
    private static final double SPREAD_BELOW = 0.08;

    private static final double SPREAD_BELOW_ONE_ROUND = 0.15;
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

    /**
     * Where the migration stands.
     *
     * @param elapsed seconds since the request
     * @param left bytes left of the present round
     * @param sinceSync seconds since it began
     * @param rounds rounds that have ended
     */
    record Standing(double elapsed, double left, double sinceSync, int rounds) {}

    Verdict last() {
        return last;
    }

    /** Judges anew, after a round has ended. */
    Verdict judge(Standing now, CurveFit curve, RunAhead ahead) {
        double critical = criticalFactor(now, curve, ahead);
        double below = curve.extrapolation(ahead.shortestRound());
        double spread = now.rounds() >= DECIDING_ROUNDS ? SPREAD_BELOW : SPREAD_BELOW_ONE_ROUND;
        double converging = Normal.below(Math.log(critical) / Math.hypot(SPREAD_SEEN, spread * below));
        last = decide(now, curve, ahead, critical, converging);
        return last;
    }

    private Verdict decide(Standing now, CurveFit curve, RunAhead ahead, double critical, double converging) {
        boolean ends = converging >= needed();
        double probability = ends ? converging : 1 - converging;
        if (now.rounds() < DECIDING_ROUNDS && probability < SURE) {
            return new Undecided(now.rounds());
        }
        RunAhead.Outcome outcome = ahead.from(now.left(), now.sinceSync(), curve::bytesWithin);
        if (ends) {
            return new Converges(Math.max(0.5, probability), outcome.rounds());
        }
        FixedPoint point =
                new FixedPoint(Seconds.toDuration(outcome.roundSeconds()), DataSize.ofBytes((long) outcome.rest()));
        return new DoesNotConverge(Math.max(0.5, probability), point, advice(now, curve, ahead, critical, outcome));
    }

    private double needed() {
        if (last instanceof Converges) {
            return 1 - OVERTURNING;
        }
        return last instanceof DoesNotConverge ? OVERTURNING : 0.5;
    }

    /** Returns the factor on D at which the migration just converges: above 1 if it does as it is. */
    private static double criticalFactor(Standing now, CurveFit curve, RunAhead ahead) {
        double low = -WIDEST_FACTOR;
        double high = WIDEST_FACTOR;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (scaled(now, curve, ahead, Math.exp(middle)).ended()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp((low + high) / 2);
    }

    private static RunAhead.Outcome scaled(Standing now, CurveFit curve, RunAhead ahead, double factor) {
        return ahead.from(now.left(), now.sinceSync(), seconds -> factor * curve.bytesWithin(seconds));
    }

    private List<Advice> advice(Standing now, CurveFit curve, RunAhead ahead, double critical, RunAhead.Outcome stuck) {
        List<Advice> all = new ArrayList<>();
        double limit = LIMIT_MARGIN * Math.max(stuck.rest() / ahead.rate(), ahead.limitSeconds());
        double pause = stuck.rest() / ahead.lastCopyRate();
        all.add(new RaiseDowntimeLimit(
                Seconds.toDuration(Math.ceil(limit * 1e3) / 1e3), price(now, stuck.steadySeconds() + pause, pause)));
        moreBandwidth(now, curve, ahead, critical).ifPresent(all::add);
        throttle(now, curve, ahead, critical).ifPresent(all::add);
        double once = now.left() / ahead.rate();
        all.add(new PostCopy(price(now, once, 0)));
        all.add(new StopAndCopy(price(now, once, once)));
        all.sort(Comparator.comparing(advice -> advice.price().totalTime()));
        return all;
    }

    private Optional<Advice> moreBandwidth(Standing now, CurveFit curve, RunAhead ahead, double critical) {
        double rate = ahead.rate() * MARGIN / critical;
        for (int i = 0; i < RAISES; i++) {
            RunAhead faster = ahead.at(rate);
            RunAhead.Outcome outcome = scaled(now, curve, faster, 1);
            if (outcome.ended()) {
                return Optional.of(new MoreBandwidth(
                        DataRate.ofBytesPerSecond((long) rate),
                        price(now, outcome.seconds(), outcome.rest() / faster.lastCopyRate())));
            }
            rate *= MARGIN;
        }
        return Optional.empty();
    }

    private Optional<Advice> throttle(Standing now, CurveFit curve, RunAhead ahead, double critical) {
        int percent = (int) Math.ceil(100 * (1 - critical / MARGIN));
        if (percent < 1 || percent > 99) {
            return Optional.empty();
        }
        RunAhead.Outcome outcome = scaled(now, curve, ahead, 1 - percent / 100.0);
        return outcome.ended()
                ? Optional.of(
                        new Throttle(percent, price(now, outcome.seconds(), outcome.rest() / ahead.lastCopyRate())))
                : Optional.empty();
    }

    private WayOut price(Standing now, double seconds, double pause) {
        double fixed = Seconds.of(costs.switchOver()) + Seconds.of(costs.cleanUp());
        return new WayOut(
                Seconds.toDuration(now.elapsed() + seconds + fixed),
                Seconds.toDuration(pause + Seconds.of(costs.switchOver())));
    }
}
