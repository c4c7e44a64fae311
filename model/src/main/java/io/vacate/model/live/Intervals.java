package io.vacate.model.live;

import io.vacate.model.internal.Seconds;
import io.vacate.model.live.LiveEstimate.TimeInterval;
import java.time.Duration;

/** Puts intervals around a remaining time, from residuals of earlier runs where there are any. Immutable. */
final class Intervals {
    /** Standard deviations of ln(remaining + c) to assume, and the normal quantiles of the levels 0.5, 0.8 and 0.9. */
    private static final double SPREAD_PROFILED = 0.08;

    private static final double SPREAD_UNPROFILED = 0.7;
    private static final double SPREAD_ALARMED = 0.5;
    private static final double Z50 = 0.6745;
    private static final double Z80 = 1.2816;
    private static final double Z90 = 1.6449;

    private final LiveKnowledge known;

    Intervals(LiveKnowledge known) {
        this.known = known;
    }

    /**
     * Returns the estimate.
     *
     * @param remaining seconds expected, finite, at least 0
     * @param knowsMemory whether the memory in use is known
     */
    LiveEstimate around(Duration elapsed, double remaining, Verdict verdict, boolean knowsMemory) {
        double total = Seconds.of(elapsed) + remaining;
        double share = total > 0 ? Seconds.of(elapsed) / total : 1;
        double prior = verdict.isAlarm() ? SPREAD_ALARMED : knowsMemory ? SPREAD_PROFILED : SPREAD_UNPROFILED;
        double half = known.residuals().halfWidth(0.5, share, Z50 * prior);
        double eighty = Math.max(half, known.residuals().halfWidth(0.8, share, Z80 * prior));
        double ninety = Math.max(eighty, known.residuals().halfWidth(0.9, share, Z90 * prior));
        return new LiveEstimate(
                elapsed,
                Seconds.toDuration(remaining),
                shifted(remaining, eighty),
                interval(remaining, half),
                interval(remaining, ninety),
                verdict);
    }

    private static TimeInterval interval(double remaining, double width) {
        return new TimeInterval(shifted(remaining, -width), shifted(remaining, width));
    }

    private static Duration shifted(double remaining, double by) {
        if (remaining == 0) {
            return Duration.ZERO;
        }
        double slack = Residuals.SLACK_SECONDS;
        return Seconds.toDuration(Math.max(0, (remaining + slack) * Math.exp(by) - slack));
    }
}
